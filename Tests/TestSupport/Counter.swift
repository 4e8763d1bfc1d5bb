import Synchronization

/// Counts in a server's handlers, which run in many threads.
public final class Counter: Sendable {
    private let value = Mutex(0)

    /// A counter that was not asked yet.
    public init() {}

    /// How often it was asked before.
    public func next() -> Int {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }
}
