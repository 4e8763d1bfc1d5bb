public import SystemPackage

/// A layout as a place to copy to: the store, or `oci:DIR`.
///
/// A blob becomes visible under its digest when it is whole. What comes over a network is kept in `.imagesmith/partial`
/// until then, so that a copy that was killed goes on where it was.
public struct LayoutDestination: ImageDestination {
    private let layout: ImageLayout
    private let selector: ImageReference.Selector
    private let refusal: @Sendable (Descriptor, ImageIndex) throws(LayoutError) -> (any Error)?

    /// A layout, and what the image is to be called there: a tag, its digest, or nothing.
    ///
    /// - Parameter refusal: What keeps a tag from the image, with all that belongs to it there; nil where nothing does. Asked
    ///   under the layout's lock, with the index as it will be but for the tag; throws where it cannot be told.
    public init(
        _ layout: ImageLayout, as selector: ImageReference.Selector,
        refusing refusal: @escaping @Sendable (Descriptor, ImageIndex) throws(LayoutError) -> (any Error)? = { _, _ in
            nil
        }
    ) {
        self.layout = layout
        self.selector = selector
        self.refusal = refusal
    }

    /// As many as a registry serves well at once.
    public var width: Int { 4 }

    /// Whether a file of the blob's size has its name; no collection takes it then.
    public func contains(_ blob: Descriptor) throws -> Bool { try layout.keep(blob) }

    /// Writes a blob.
    public func write(
        _ blob: Descriptor, from source: any ImageSource, advance: @escaping @Sendable (Int64) throws -> Void
    ) throws -> BlobDelivery {
        guard let extent = try source.extent(of: blob) else {
            let partial = try PartialBlob(of: blob, in: layout.partials)
            // Another process may have brought it while this one waited for the file.
            if try layout.contains(blob) {
                partial.remove()
                return .present
            }
            let received = try partial.fill(from: source, advance: advance)
            try partial.move(to: layout.path(of: blob.digest))
            return .copied(bytes: received)
        }
        var writer = try BlobWriter(in: layout)
        try extent.forEachChunk { chunk in
            try writer.write(chunk)
            try advance(Int64(chunk.count))
        }
        try writer.commit(expecting: blob)
        return .copied(bytes: blob.size)
    }

    /// Writes a document.
    public func write(_ document: [UInt8], as descriptor: Descriptor) throws {
        let written = try layout.write(document, as: descriptor.mediaType)
        guard written.digest == descriptor.digest else {
            throw LayoutError.digest(expected: descriptor.digest, actual: written.digest)
        }
    }

    /// Lists the referrers, and lists the image or gives it its tag, all in one change of the index. An image that is refused
    /// its tag stays listed without.
    public func finish(_ image: Descriptor, referrers: [Descriptor]) throws {
        if case .digest(let digest) = selector, digest != image.digest {
            throw CopyError.otherDigest(asked: digest, image: image.digest)
        }
        var bare = image
        bare.annotations[Annotation.refName] = nil
        var refused: (any Error)?
        try layout.updateIndex { (index) throws(LayoutError) in
            index.list(referrers)
            guard case .tag(let name) = selector else { return index.list([bare]) }
            refused = try refusal(bare, index)
            if refused == nil { index.tag(bare, as: name) } else { index.list([bare]) }
        }
        if let refused { throw refused }
    }
}

extension ImageLayout {
    /// Where blobs are kept while they come in.
    public var partials: FilePath { root.appending(".imagesmith/partial") }
    /// Where uploads are remembered that are under way.
    public var uploads: UploadJournal { UploadJournal(in: root.appending(".imagesmith/uploads")) }
}
