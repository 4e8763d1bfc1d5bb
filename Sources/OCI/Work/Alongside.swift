import Dispatch

/// Runs `work` on a thread of its own while `body` runs on this one, and returns when both are done.
///
/// The two may wait for each other: a queue of its own gets a thread of its own, however many others are blocked
/// (dispatch_queue_create(3)).
public func alongside<Result>(_ work: @escaping @Sendable () -> Void, _ body: () throws -> Result) rethrows -> Result {
    let group = DispatchGroup()
    DispatchQueue(label: "dev.imagesmith.alongside").async(group: group, execute: work)
    defer { group.wait() }
    return try body()
}
