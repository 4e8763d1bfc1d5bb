import Synchronization

/// A number of things that may be held at a time.
final class Budget: Sendable {
    let limit: Int
    private let held = Atomic(0)

    init(_ limit: Int) { self.limit = limit }

    /// What is held now.
    var used: Int { held.load(ordering: .relaxed) }

    /// Takes `count`; false, and nothing taken, when that would be more than the limit.
    func take(_ count: Int = 1) -> Bool {
        let total = held.add(count, ordering: .relaxed).newValue
        if total <= limit { return true }
        give(back: count)
        return false
    }

    func give(back count: Int = 1) { held.subtract(count, ordering: .relaxed) }
}
