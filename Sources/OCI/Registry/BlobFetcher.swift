/// Brings the blobs that a shallow layout lacks from where they can be had, each checked while it streams in.
public struct BlobFetcher: Sendable {
    /// The layout that lacks them.
    public let layout: ImageLayout
    /// Reads registries.
    public let registry: RegistryClient

    /// A fetcher into `layout`.
    public init(layout: ImageLayout, registry: RegistryClient) {
        self.layout = layout
        self.registry = registry
    }

    /// How many blobs are fetched at once.
    private static let width = 4

    /// Fetches what an image lacks of its configuration and its layers, if it is noted where that can be had.
    ///
    /// What is missing without such a note stays missing: whoever needs it says so.
    /// - Returns: The blobs that were fetched.
    /// - Throws: ``BlobFetchError`` for the first that cannot be had, ``LayoutError`` for a manifest that cannot be read.
    @discardableResult
    public func complete(_ image: Descriptor) async throws -> [Descriptor] {
        let blobs = try await runBlocking { try missing(of: image) }
        return try await blobs.concurrentMap(width: BlobFetcher.width) { blob in
            try await runBlocking { try fetch(blob) }
            return blob
        }
    }

    /// Fetches one blob from the first place that has it.
    public func fetch(_ blob: Descriptor) throws {
        var reasons: [String] = []
        for place in BlobOrigins(of: layout).places(of: blob.digest) {
            do {
                try fetch(blob, from: place)
                return
            } catch { reasons.append("\(place): \(error)") }
        }
        throw BlobFetchError(blob: blob, reasons: reasons)
    }

    /// How many indexes are followed, one within the other.
    private static let indexDepth = 4

    private func missing(of image: Descriptor, depth: Int = 0) throws -> [Descriptor] {
        if image.mediaType.isIndex {
            guard depth < BlobFetcher.indexDepth else { return [] }
            // A copy of some platforms lacks the others' manifests.
            let entries = try ImageIndex(JSON(parsing: layout.read(image))).manifests.filter(layout.contains)
            var seen: Set<Digest> = []
            return try entries.flatMap { try missing(of: $0, depth: depth + 1) }
                .filter { seen.insert($0.digest).inserted }
        }
        let manifest = try layout.manifest(image)
        let origins = BlobOrigins(of: layout)
        var seen: Set<Digest> = []
        return try ([manifest.config] + manifest.layers).filter { blob in
            guard seen.insert(blob.digest).inserted, try !layout.contains(blob) else { return false }
            // A file of another size is damage, which verifying tells; it is not hidden by a new one.
            return try layout.path(of: blob.digest).status() == nil && !origins.places(of: blob.digest).isEmpty
        }
    }

    private func fetch(_ blob: Descriptor, from place: BlobOrigin) throws {
        let source: any ImageSource =
            switch place {
            case .registry(let repository):
                RegistrySource(RegistryReference(repository, .digest(blob.digest)), readBy: registry)
            case .layout(let path): LayoutSource(try ImageLayout(at: path))
            }
        // What came of it is kept if the process dies, and gone on with by the next.
        _ = try LayoutDestination(layout, as: .only).write(blob, from: source) { _ in }
    }
}
