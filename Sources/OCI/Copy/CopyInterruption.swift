import Synchronization

/// Asks a copy to end where another one can go on: an upload ends after the part that is under way.
///
/// Registries built on docker-registry forget an upload whose connection broke within a part.
public final class CopyInterruption: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Nothing was asked yet.
    public init() {}

    /// Asks.
    public func request() { flag.store(true, ordering: .relaxed) }

    /// Whether it was asked.
    public var isRequested: Bool { flag.load(ordering: .relaxed) }
}
