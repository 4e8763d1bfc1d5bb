import Synchronization

/// A repository of a registry as a place to copy from.
public final class RegistrySource: ImageSource {
    private let client: RegistryClient
    private let reference: RegistryReference
    /// The document that was read to resolve the reference, so that it travels once.
    private let resolved = Mutex<ManifestDocument?>(nil)

    /// The repository of a reference; the reference is what ``ImageReference/Selector/only`` means.
    public init(_ reference: RegistryReference, readBy client: RegistryClient) {
        self.client = client
        self.reference = reference
    }

    /// The manifest that the registry has under a selector.
    public func resolve(_ selector: ImageReference.Selector) throws -> Descriptor {
        let chosen =
            switch selector {
            case .only: reference
            case .tag(let name): RegistryReference(reference.repository, .tag(name.description))
            case .digest(let digest): RegistryReference(reference.repository, .digest(digest))
            }
        let document = try client.manifest(chosen)
        resolved.withLock { $0 = document }
        return document.descriptor
    }

    /// A document, checked by its digest.
    public func document(_ descriptor: Descriptor) throws -> [UInt8] {
        if let known = resolved.withLock({ $0 }), known.descriptor.digest == descriptor.digest { return known.bytes }
        return try client.manifest(RegistryReference(reference.repository, .digest(descriptor.digest))).bytes
    }

    /// The artifacts that the registry, or the fallback tag, lists about `subject`.
    public func referrers(of subject: Digest) throws -> [Descriptor] {
        try client.referrers(of: subject, in: reference.repository)
    }

    /// Streams a blob, with retries and from any byte.
    public func stream(
        _ blob: Descriptor, from offset: Int64, restarted: () throws -> Void,
        receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try client.stream(blob, of: reference.repository, from: offset, restarted: restarted, receive: receive)
    }

    /// Nowhere on this machine.
    public func extent(of blob: Descriptor) throws -> BlobExtent? { nil }

    /// The repository itself.
    public func repositories(of blob: Descriptor) -> [RegistryRepository] { [reference.repository] }
}
