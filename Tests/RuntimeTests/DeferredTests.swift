import Synchronization
import Testing

@testable import ModelRuntime

struct DeferredTests {
    private struct Failure: Error, Equatable {}

    @Test(arguments: [false, true])
    func `is made once, whoever asks first`(started: Bool) throws {
        let made = Atomic(0)
        let value = Deferred { made.wrappingAdd(1, ordering: .relaxed).newValue }
        if started { try value.start() }
        #expect(try ParallelWork(threads: 4).map(20) { _ in try value.value() } == Array(repeating: 1, count: 20))
        try value.start()
        #expect(try value.value() == 1)
    }

    @Test
    func `throws what its making threw, every time`() throws {
        let made = Atomic(0)
        let value = Deferred<Int> {
            made.add(1, ordering: .relaxed)
            throw Failure()
        }
        try value.start()
        for _ in 0..<3 { #expect(throws: Failure()) { try value.value() } }
        #expect(made.load(ordering: .relaxed) == 1)
    }
}
