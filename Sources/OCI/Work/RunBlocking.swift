import Dispatch

/// Runs work that blocks (disk, libarchive, libcurl) on a thread of its own, off the cooperative pool: on two cores two
/// blocked tasks would starve everything else.
public func runBlocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(with: Swift.Result { try work() })
        }
    }
}
