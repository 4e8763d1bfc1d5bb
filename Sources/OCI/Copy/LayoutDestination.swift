public import SystemPackage

/// A layout as a place to copy to: the store, or `oci:DIR`.
///
/// A blob becomes visible under its digest when it is whole. What comes over a network is kept in `.imagesmith/partial`
/// until then, so that a copy that was killed goes on where it was.
public struct LayoutDestination: ImageDestination {
    private let layout: ImageLayout
    private let selector: ImageReference.Selector
    private let admit: @Sendable (Descriptor) throws -> Void

    /// A layout, and what the image is to be called there: a tag, its digest, or nothing.
    ///
    /// - Parameter admit: Asked before the image gets a tag, with all that belongs to it there; throws to keep the tag from it.
    public init(
        _ layout: ImageLayout, as selector: ImageReference.Selector,
        admitting admit: @escaping @Sendable (Descriptor) throws -> Void = { _ in }
    ) {
        self.layout = layout
        self.selector = selector
        self.admit = admit
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

    /// Lists the referrers, and lists the image or gives it its tag. One that is not admitted stays listed without.
    public func finish(_ image: Descriptor, referrers: [Descriptor]) throws {
        var bare = image
        bare.annotations[Annotation.refName] = nil
        try layout.list(referrers)
        switch selector {
        case .tag(let name):
            do { try admit(bare) } catch {
                try layout.list([bare])
                throw error
            }
            try layout.tag(bare, as: name)
        case .only: try layout.list([bare])
        case .digest(let digest):
            guard digest == image.digest else { throw CopyError.otherDigest(asked: digest, image: image.digest) }
            try layout.list([bare])
        }
    }
}

extension ImageLayout {
    /// Where blobs are kept while they come in.
    public var partials: FilePath { root.appending(".imagesmith/partial") }
    /// Where uploads are remembered that are under way.
    public var uploads: UploadJournal { UploadJournal(in: root.appending(".imagesmith/uploads")) }
}
