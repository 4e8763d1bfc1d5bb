public import SystemPackage

/// A layout as a place to copy from: the store, or `oci:DIR`.
public struct LayoutSource: ImageSource {
    private let layout: ImageLayout
    private let place: FilePath?
    private let fetcher: BlobFetcher?

    /// The images of a layout.
    ///
    /// - Parameters:
    ///   - place: The directory as the user named it; nil for the store.
    ///   - registry: Brings the blobs that a shallow layout lacks; nil where none may be fetched.
    public init(_ layout: ImageLayout, named place: FilePath? = nil, completedBy registry: RegistryClient? = nil) {
        self.layout = layout
        self.place = place
        fetcher = registry.map { BlobFetcher(layout: layout, registry: $0) }
    }

    /// The image that the index of the layout has under a selector.
    public func resolve(_ selector: ImageReference.Selector) throws -> Descriptor {
        try layout.resolve(ImageReference(layout: place, selector: selector))
    }

    /// A document, checked by its digest.
    public func document(_ descriptor: Descriptor) throws -> [UInt8] { try layout.read(descriptor) }

    /// The artifacts that the index of the layout lists about `subject`.
    public func referrers(of subject: Digest) throws -> [Descriptor] { try layout.referrers(of: subject) }

    /// Streams a blob's file.
    public func stream(
        _ blob: Descriptor, from offset: Int64, restarted: () throws -> Void,
        receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard let extent = try extent(of: blob) else {
            throw LayoutError.missingBlob(blob.digest, layout: layout.root)
        }
        try extent.forEachChunk(from: offset, receive)
    }

    /// The blob's file; a blob that a shallow layout lacks is fetched first.
    public func extent(of blob: Descriptor) throws -> BlobExtent? {
        let path = layout.path(of: blob.digest)
        if try path.status() == nil {
            guard let fetcher else { throw LayoutError.missingBlob(blob.digest, layout: layout.root) }
            try fetcher.fetch(blob)
        }
        return BlobExtent(file: path, offset: 0, size: blob.size)
    }

    /// The repositories that the layout remembers for a blob.
    public func repositories(of blob: Descriptor) -> [RegistryRepository] {
        BlobOrigins(of: layout).places(of: blob.digest).compactMap {
            if case .registry(let repository) = $0 { repository } else { nil }
        }
    }
}
