import Synchronization

/// What a test turns while a server's threads look at it.
final class Switch: Sendable {
    private let state = Atomic(false)

    /// Whether it is on.
    var isOn: Bool { state.load(ordering: .acquiring) }

    /// Turns it.
    func turn(on isOn: Bool) { state.store(isOn, ordering: .releasing) }
}
