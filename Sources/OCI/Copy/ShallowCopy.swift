/// Brings an image's documents and configurations into a layout, and notes there where its layers can be had: what is
/// needed to look at an image, and to swap a layer of it, without its layers.
public struct ShallowCopy: Sendable {
    private let source: any ImageSource
    private let origin: BlobOrigin
    private let layout: ImageLayout

    /// A copy from a place whose blobs can be had from `origin` later.
    public init(from source: any ImageSource, at origin: BlobOrigin, to layout: ImageLayout) {
        self.source = source
        self.origin = origin
        self.layout = layout
    }

    /// The most manifests of one index.
    private static let mostManifests = 256

    /// Copies an image, of an index all its images; nothing is listed but the artifacts about it.
    ///
    /// - Parameter types: The kinds of artifacts about the image, and about an index's images, that come along.
    /// - Throws: ``CopyError``, ``LayoutError`` for bytes that are not what was listed, and what the source throws.
    public func copy(_ selector: ImageReference.Selector, referrers types: Set<MediaType>) throws -> Descriptor {
        let image = try source.resolve(selector)
        var subjects = [image]
        let document = try read(image)
        if document.isIndex {
            let manifests = try document.index().manifests
            guard manifests.count <= Self.mostManifests else {
                throw CopyError.tooMuch(image.digest, limit: "\(Self.mostManifests) manifests")
            }
            for entry in manifests where entry.mediaType.isManifest {
                try copyManifest(read(entry), withConfig: true)
                subjects.append(entry)
            }
            try write(document)
        } else {
            try copyManifest(document, withConfig: true)
        }
        if types.isEmpty { return image }
        try layout.list(subjects.flatMap { try copyReferrers(of: $0.digest, types) })
        return image
    }

    /// - Returns: What is to be listed, by what the artifacts' own manifests say.
    private func copyReferrers(of subject: Digest, _ types: Set<MediaType>) throws -> [Descriptor] {
        var copied: [Descriptor] = []
        for entry in try source.referrers(of: subject) where entry.mediaType.isManifest {
            guard let type = entry.artifactType, types.contains(type) else { continue }
            let document = try read(entry)
            // A registry that lists what is about something else is not followed.
            guard try document.subject() == subject else { continue }
            try copyManifest(document, withConfig: false)
            copied.append(try document.referrer())
        }
        return copied
    }

    private func copyManifest(_ document: ManifestDocument, withConfig: Bool) throws {
        let manifest = try document.manifest()
        if withConfig { try copyConfig(manifest.config) } else { try note(manifest.config) }
        for layer in manifest.layers { try note(layer) }
        try write(document)
    }

    private func note(_ blob: Descriptor) throws {
        if try layout.keep(blob) { return }
        if blob.digest == Digest(of: Array("{}".utf8)) {
            _ = try layout.write(Array("{}".utf8), as: .empty)
        } else {
            try BlobOrigins(of: layout).record(origin, for: blob.digest)
        }
    }

    private func copyConfig(_ config: Descriptor) throws {
        if try layout.keep(config) { return }
        guard config.size <= Int64(JSONLimits.document.bytes) else {
            throw CopyError.tooMuch(config.digest, limit: "\(JSONLimits.document.bytes) bytes of configuration")
        }
        var bytes: [UInt8] = []
        try source.stream(
            config, from: 0, restarted: { bytes.removeAll() },
            receive: { chunk in
                guard Int64(bytes.count + chunk.count) <= config.size else {
                    throw LayoutError.size(
                        config.digest, expected: config.size, actual: Int64(bytes.count + chunk.count))
                }
                bytes.append(contentsOf: chunk)
            })
        guard Digest(of: bytes) == config.digest else {
            throw LayoutError.digest(expected: config.digest, actual: Digest(of: bytes))
        }
        _ = try layout.write(bytes, as: config.mediaType)
    }

    private func read(_ descriptor: Descriptor) throws -> ManifestDocument {
        let bytes = try source.document(descriptor)
        guard Int64(bytes.count) == descriptor.size, Digest(of: bytes) == descriptor.digest else {
            throw CopyError.document(descriptor.digest, size: bytes.count, expected: descriptor.size)
        }
        return try ManifestDocument(
            bytes, from: "the document \(descriptor.digest)", contentType: descriptor.mediaType.description)
    }

    private func write(_ document: ManifestDocument) throws {
        _ = try layout.write(document.bytes, as: document.descriptor.mediaType)
    }
}
