import Dispatch
import Synchronization

/// Work on independent items by several threads.
struct ParallelWork {
    /// The most threads, the calling one included; at least 1.
    let threads: Int

    /// What `work` makes of each number below `count`, in the numbers' order. The work starts in that order too: the longest
    /// should come first, so that no thread is left with it at the end.
    ///
    /// Throws what `work` threw for the lowest number.
    func map<Value: Sendable>(_ count: Int, _ work: @Sendable (Int) throws -> Value) throws -> [Value] {
        let width = min(threads, count)
        guard width > 1 else { return try (0..<count).map(work) }
        let next = Atomic(0)
        let results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: width) { _ in
            while true {
                let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard item < count else { return }
                let result = Result { try work(item) }
                results.withLock { $0[item] = result }
            }
        }
        // Every number was taken, and concurrentPerform returns behind the last piece of work.
        return try results.withLock { $0 }.compactMap { try $0?.get() }
    }
}
