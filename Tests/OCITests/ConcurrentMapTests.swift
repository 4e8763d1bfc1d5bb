import OCI
import Synchronization
import Testing

struct ConcurrentMapTests {
    private struct Fault: Error, Equatable { let number: Int }

    @Test func `keeps the order whatever ends first`() async throws {
        let results = try await (0..<20).concurrentMap(width: 5) { number in
            try await Task.sleep(for: .milliseconds((20 - number) % 7))
            return number * number
        }
        #expect(results == (0..<20).map { $0 * $0 })
        #expect(try await [Int]().concurrentMap(width: 3) { $0 } == [])
        #expect(try await [1].concurrentMap(width: 0) { $0 } == [1])
    }

    @Test(arguments: [1, 3])
    func `runs as many at once as asked`(width: Int) async throws {
        let running = Mutex((now: 0, most: 0))
        _ = try await (0..<12).concurrentMap(width: width) { _ in
            running.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            try await Task.sleep(for: .milliseconds(3))
            running.withLock { $0.now -= 1 }
        }
        #expect(running.withLock { $0.most } == width)
    }

    @Test func `throws the first error, cancels the rest and starts no more`() async {
        let started = Mutex<[Int]>([])
        await #expect(throws: Fault(number: 1)) {
            try await (0..<100).concurrentMap(width: 2) { number in
                started.withLock { $0.append(number) }
                if number == 1 { throw Fault(number: 1) }
                // Ends by the cancellation alone.
                try await Task.sleep(for: .seconds(600))
            }
        }
        #expect(Set(started.withLock { $0 }) == [0, 1])
    }

    @Test func `hands on what blocking work gives and throws`() async throws {
        #expect(try await runBlocking { 7 } == 7)
        await #expect(throws: Fault(number: 2)) { try await runBlocking { throw Fault(number: 2) } }
    }
}
