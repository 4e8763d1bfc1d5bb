/// What images and artifacts reach: their documents, their blobs, and the artifacts about them.
struct ImageReach {
    private let layout: ImageLayout
    /// The digests of all that was reached; of what is missing here, too.
    private(set) var digests: Set<Digest> = []

    init(in layout: ImageLayout) { self.layout = layout }

    /// Adds a manifest or an index with all below it. What is missing ends there.
    ///
    /// - Throws: ``LayoutError`` for a document that is damaged or of an unknown kind: nobody knows then what it reaches.
    mutating func add(_ root: Descriptor) throws(LayoutError) {
        var pending = [root]
        while let next = pending.popLast() {
            guard digests.insert(next.digest).inserted else { continue }
            guard next.mediaType.isManifest || next.mediaType.isIndex else {
                throw .document(next.digest, .value(path: "mediaType", reason: "\(next.mediaType) is not known"))
            }
            let bytes: [UInt8]
            do { bytes = try layout.read(next) } catch {
                if case .missingBlob = error { continue }
                throw error
            }
            do throws(JSONError) {
                if next.mediaType.isIndex {
                    pending += try ImageIndex(JSON(parsing: bytes)).manifests
                } else {
                    let manifest = try Manifest(JSON(parsing: bytes))
                    digests.insert(manifest.config.digest)
                    for layer in manifest.layers { digests.insert(layer.digest) }
                }
            } catch { throw .document(next.digest, error) }
        }
    }

    /// Adds the artifacts about what was reached, those about these, and so on.
    ///
    /// - Returns: The entries of `index` that were added.
    @discardableResult
    mutating func addReferrers(
        listedIn index: ImageIndex, leaving unwanted: Set<Digest> = []
    ) throws(LayoutError) -> Set<Digest> {
        var waiting: [(entry: Descriptor, subject: Digest)] = []
        for entry in index.manifests where entry.artifactType != nil && !unwanted.contains(entry.digest) {
            if let subject = try subject(of: entry) { waiting.append((entry, subject)) }
        }
        var added: Set<Digest> = []
        while true {
            let near = waiting.filter { digests.contains($0.subject) }
            if near.isEmpty { return added }
            waiting.removeAll { digests.contains($0.subject) }
            for (entry, _) in near {
                try add(entry)
                added.insert(entry.digest)
            }
        }
    }

    /// The digest of what an artifact is about; nil for one that is about nothing, or missing.
    func subject(of entry: Descriptor) throws(LayoutError) -> Digest? {
        guard entry.mediaType.isManifest else { return nil }
        do { return try layout.manifest(entry).subject?.digest } catch {
            if case .missingBlob = error { return nil }
            throw error
        }
    }
}
