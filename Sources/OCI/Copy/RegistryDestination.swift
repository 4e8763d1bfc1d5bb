import Synchronization
public import SystemPackage

/// A repository of a registry as a place to copy to.
public final class RegistryDestination: ImageDestination {
    private struct Written {
        /// The documents by their digests: the image's is sent once more, under its tag.
        var documents: [Digest: [UInt8]] = [:]
        /// The referrers that the registry did not list by itself, by their subjects.
        var unlisted: [Digest: [Descriptor]] = [:]
    }

    private let client: RegistryClient
    private let reference: RegistryReference
    private let journal: UploadJournal
    private let spool: FilePath
    private let interruption: CopyInterruption
    private let written = Mutex(Written())

    /// A repository, and the tag or the digest that the image is to have there.
    ///
    /// - Parameters:
    ///   - journal: Where uploads are remembered that are under way.
    ///   - spool: A directory for blobs that have to be fetched from afar before they are sent.
    ///   - interruption: Ends uploads between two parts.
    public init(
        _ reference: RegistryReference, writtenBy client: RegistryClient, journal: UploadJournal, spool: FilePath,
        interruption: CopyInterruption = CopyInterruption()
    ) {
        self.interruption = interruption
        self.client = client
        self.reference = reference
        self.journal = journal
        self.spool = spool
    }

    /// As many as a registry takes well at once.
    public var width: Int { 4 }

    /// Whether the repository has the blob.
    public func contains(_ blob: Descriptor) throws -> Bool { try client.contains(blob, in: reference.repository) }

    /// Mounts a blob, or sends it. One that can only be streamed becomes a file first: a part may have to be sent twice.
    public func write(
        _ blob: Descriptor, from source: any ImageSource, advance: @escaping @Sendable (Int64) throws -> Void
    ) throws -> BlobDelivery {
        var partial: PartialBlob?
        let delivery = try client.upload(
            blob, to: reference.repository, mountingFrom: source.repositories(of: blob), journal: journal,
            isCancelled: { (try? advance(0)) == nil }, isEnding: { [interruption] in interruption.isRequested },
            advance: advance,
            extent: {
                if let extent = try source.extent(of: blob) { return extent }
                let file = try PartialBlob(of: blob, in: spool)
                partial = file
                _ = try file.fill(from: source) { _ in try advance(0) }
                return file.extent
            })
        partial?.remove()
        return delivery
    }

    /// Writes a document under its digest, unless it is there.
    public func write(_ document: [UInt8], as descriptor: Descriptor) throws {
        let repository = reference.repository
        let isThere = try client.containsManifest(descriptor.digest, in: repository)
        let place = RegistryReference(repository, .digest(descriptor.digest))
        let isListed = isThere ? false : try client.put(document, as: descriptor.mediaType, to: place)
        let subject = try ManifestDocument(document, from: place.description).subject()
        written.withLock {
            $0.documents[descriptor.digest] = document
            if let subject, !isListed { $0.unlisted[subject, default: []].append(descriptor) }
        }
    }

    /// Lists referrers that the registry did not list, then gives the image its tag.
    public func finish(_ image: Descriptor, referrers: [Descriptor]) throws {
        let state = written.withLock { $0 }
        for (subject, descriptors) in state.unlisted.sorted(by: { $0.key < $1.key }) {
            try client.list(descriptors, of: subject, in: reference.repository)
        }
        switch reference.selector {
        case .digest(let digest):
            guard digest == image.digest else { throw CopyError.otherDigest(asked: digest, image: image.digest) }
        case .tag:
            guard let document = state.documents[image.digest] else {
                preconditionFailure("an image is written before it is named")
            }
            try client.put(document, as: image.mediaType, to: reference)
        }
    }
}
