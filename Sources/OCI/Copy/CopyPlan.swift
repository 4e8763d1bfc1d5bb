/// All that belongs to an image: its documents in the order in which they are written, and its blobs.
struct CopyPlan: Sendable {
    /// A manifest or an index.
    struct Document: Sendable {
        let descriptor: Descriptor
        let bytes: [UInt8]
    }

    /// The image itself.
    let image: Descriptor
    /// The documents: what an index lists before the index, subjects before their referrers.
    private(set) var documents: [Document] = []
    /// The blobs, each once, the largest first.
    private(set) var blobs: [Descriptor] = []
    /// The referrers, of the image and of what it consists of.
    private(set) var referrers: [Descriptor] = []

    private var seen: Set<Digest> = []
    private var bytes = 0

    private static let mostDocuments = 2048
    private static let mostBytes = 128 << 20
    private static let deepest = 4

    /// Reads what there is to copy.
    ///
    /// - Parameters:
    ///   - platform: Which image of an index; nil for the whole index.
    ///   - withReferrers: Whether artifacts about the image come along, and artifacts about those.
    init(
        of selector: ImageReference.Selector, from source: any ImageSource, platform: Platform?, withReferrers: Bool
    ) throws {
        let found = try source.resolve(selector)
        image = try platform.map { try CopyPlan.choose($0, of: found, from: source) } ?? found
        try add(image, from: source, depth: 0)
        if withReferrers { try addReferrers(from: source) }
        blobs.sort { ($0.size, $1.digest) > ($1.size, $0.digest) }
    }

    private mutating func add(_ descriptor: Descriptor, from source: any ImageSource, depth: Int) throws {
        guard seen.insert(descriptor.digest).inserted else { return }
        guard depth <= CopyPlan.deepest else {
            throw CopyError.tooMuch(image.digest, limit: "\(CopyPlan.deepest) levels")
        }
        let document = try CopyPlan.read(descriptor, from: source)
        bytes += document.bytes.count
        guard bytes <= CopyPlan.mostBytes, documents.count < CopyPlan.mostDocuments else {
            throw CopyError.tooMuch(
                image.digest, limit: "\(CopyPlan.mostDocuments) documents or \(CopyPlan.mostBytes >> 20) MiB of them")
        }
        if document.isIndex {
            for entry in try document.index().manifests {
                guard entry.mediaType.isManifest || entry.mediaType.isIndex else {
                    throw CopyError.entry(entry.digest, entry.mediaType)
                }
                try add(entry, from: source, depth: depth + 1)
            }
        } else {
            let manifest = try document.manifest()
            for blob in [manifest.config] + manifest.layers where !blob.mediaType.staysWithItsOwner {
                if seen.insert(blob.digest).inserted { blobs.append(blob) }
            }
        }
        documents.append(Document(descriptor: descriptor, bytes: document.bytes))
    }

    private mutating func addReferrers(from source: any ImageSource) throws {
        var subjects = documents.map(\.descriptor.digest)
        for _ in 0..<CopyPlan.deepest {
            var next: [Digest] = []
            for subject in subjects {
                for entry in try source.referrers(of: subject)
                where entry.mediaType.isManifest || entry.mediaType.isIndex {
                    let document = try CopyPlan.read(entry, from: source)
                    // A registry that lists what is about something else is not followed.
                    guard try document.subject() == subject, !seen.contains(entry.digest) else { continue }
                    let referrer = try document.referrer()
                    try add(referrer, from: source, depth: 0)
                    referrers.append(referrer)
                    next.append(entry.digest)
                }
            }
            if next.isEmpty { return }
            subjects = next
        }
    }

    private static func read(_ descriptor: Descriptor, from source: any ImageSource) throws -> ManifestDocument {
        let bytes = try source.document(descriptor)
        guard Int64(bytes.count) == descriptor.size, Digest(of: bytes) == descriptor.digest else {
            throw CopyError.document(descriptor.digest, size: bytes.count, expected: descriptor.size)
        }
        return try ManifestDocument(
            bytes, from: "the document \(descriptor.digest)", contentType: descriptor.mediaType.description)
    }

    /// The image of an index that runs on a platform; an image that is no index must run there itself.
    private static func choose(
        _ platform: Platform, of found: Descriptor, from source: any ImageSource
    ) throws -> Descriptor {
        let document = try read(found, from: source)
        guard document.isIndex else {
            let own = try self.platform(of: document.manifest(), from: source)
            guard own.map({ $0.runs(platform) }) ?? true else {
                throw CopyError.noPlatform(platform, known: own.map { [$0] } ?? [])
            }
            return found
        }
        let index = try document.index()
        if let entry = index.entry(for: platform) { return entry }
        throw CopyError.noPlatform(platform, known: index.manifests.compactMap(\.platform))
    }

    /// What an image says in its configuration that it runs on; nil for an artifact.
    private static func platform(of manifest: Manifest, from source: any ImageSource) throws -> Platform? {
        guard manifest.config.mediaType == .config || manifest.config.mediaType == .dockerConfig,
            manifest.config.size <= Int64(JSONLimits.document.bytes)
        else { return nil }
        var bytes: [UInt8] = []
        try source.stream(
            manifest.config, from: 0, restarted: { bytes.removeAll() },
            receive: { chunk in
                guard bytes.count + chunk.count <= JSONLimits.document.bytes else {
                    throw LayoutError.size(manifest.config.digest, expected: manifest.config.size, actual: .max)
                }
                bytes.append(contentsOf: chunk)
            })
        guard Digest(of: bytes) == manifest.config.digest else {
            throw LayoutError.digest(expected: manifest.config.digest, actual: Digest(of: bytes))
        }
        return try ImageConfig(JSON(parsing: bytes)).platform
    }
}

extension MediaType {
    /// Whether a layer may not be given on: registries hold none, and its descriptor says where it is to be had.
    ///
    /// Source: OCI image-spec, layer.md, "Non-Distributable Layers"; Docker calls them foreign.
    fileprivate var staysWithItsOwner: Bool {
        description.hasPrefix("application/vnd.oci.image.layer.nondistributable.")
            || description.hasPrefix("application/vnd.docker.image.rootfs.foreign.")
    }
}
