import Synchronization

/// Copies an image with all that belongs to it, from any place to any other. No digest changes.
public struct Copier: Sendable {
    /// Where it is copied from.
    public let source: any ImageSource
    /// Where it is copied to.
    public let destination: any ImageDestination
    /// Hears what happens, from several threads.
    public let hear: @Sendable (CopyEvent) -> Void

    /// A copier from one place to another.
    public init(
        from source: any ImageSource, to destination: any ImageDestination,
        hear: @escaping @Sendable (CopyEvent) -> Void = { _ in }
    ) {
        self.source = source
        self.destination = destination
        self.hear = hear
    }

    /// Copies an image. Blobs come first, several at once, then documents, its name last: a copy that was killed has named
    /// nothing, and the next one goes on where it was.
    ///
    /// - Parameters:
    ///   - platform: Which image of an index; nil for the whole index.
    ///   - withReferrers: Whether artifacts about the image come along, and artifacts about those.
    public func copy(
        _ selector: ImageReference.Selector, platform: Platform? = nil, withReferrers: Bool = true
    ) async throws -> CopyReport {
        let plan = try await runBlocking {
            try CopyPlan(of: selector, from: source, platform: platform, withReferrers: withReferrers)
        }
        hear(.planned(blobs: plan.blobs.count, bytes: plan.blobs.reduce(0) { $0 + $1.size }))
        let failure = FirstFailure()
        let deliveries: [BlobDelivery]
        do {
            deliveries = try await withTaskCancellationHandler {
                try await plan.blobs.concurrentMap(width: destination.width) { blob in
                    try await runBlocking { try deliver(blob, unless: failure) }
                }
            } onCancel: {
                failure.note(CancellationError())
            }
        } catch { throw failure.error ?? error }
        try await runBlocking {
            for document in plan.documents { try destination.write(document.bytes, as: document.descriptor) }
            try destination.finish(plan.image, referrers: plan.referrers)
        }
        return CopyReport(plan, deliveries)
    }

    private func deliver(_ blob: Descriptor, unless failure: FirstFailure) throws -> BlobDelivery {
        do {
            try failure.check()
            var delivery = BlobDelivery.present
            if try !destination.contains(blob) {
                delivery = try destination.write(blob, from: source) { [hear] count in
                    // Transfers that block see here that another one failed.
                    try failure.check()
                    if count > 0 { hear(.advanced(count)) }
                }
            }
            hear(.delivered(blob, delivery))
            return delivery
        } catch let error as RegistryError where error.isInterruption {
            // The others end by themselves, each between two parts.
            throw error
        } catch {
            failure.note(error)
            throw error
        }
    }
}

/// The first error of several transfers, which ends the others.
private final class FirstFailure: Sendable {
    private let first = Mutex<(any Error)?>(nil)

    var error: (any Error)? { first.withLock { $0 } }

    func note(_ error: any Error) { first.withLock { $0 = $0 ?? error } }

    func check() throws { if error != nil { throw CancellationError() } }
}
