import Synchronization
import Testing

@testable import ModelRuntime

struct ParallelWorkTests {
    private struct Odd: Error, Equatable {
        let number: Int
    }

    @Test(arguments: [1, 2, 7, 64])
    func `does each piece once and keeps their order`(threads: Int) throws {
        let done = Mutex<[Int]>([])
        let results = try ParallelWork(threads: threads).map(50) { number in
            done.withLock { $0.append(number) }
            return number * number
        }
        #expect(results == (0..<50).map { $0 * $0 })
        #expect(done.withLock { $0.sorted() } == Array(0..<50))
        #expect(try ParallelWork(threads: threads).map(0) { $0 }.isEmpty)
    }

    @Test(arguments: [1, 2, 7])
    func `throws what the first piece in their order threw`(threads: Int) {
        #expect(throws: Odd(number: 3)) {
            try ParallelWork(threads: threads).map(40) { number in
                if number >= 3, number % 2 == 1 { throw Odd(number: number) }
                return number
            }
        }
    }
}
