import Archive
import OCI
import SystemPackage

/// An image of a Docker archive in OCI's form.
///
/// Such an archive has no manifest whose digest anybody knows. One is made of its parts: the configuration byte for byte,
/// and the layers as they lie there, which mostly is uncompressed. So it is the same on every machine.
struct DockerArchiveImage: Sendable {
    let tags: [String]
    let image: Descriptor
    /// The manifest's bytes.
    let document: [UInt8]
    /// Where the blobs lie.
    let blobs: [Digest: BlobExtent]

    init(_ entry: DockerArchiveEntry, in members: ArchiveMembers) throws {
        guard let configBytes = try members.document(entry.config), let place = try members.extent(entry.config) else {
            throw ImageArchiveError.missing(members.file, entry.config)
        }
        let config: ImageConfig
        do { config = try ImageConfig(JSON(parsing: configBytes)) } catch {
            throw ImageArchiveError.document(members.file, entry.config, error)
        }
        guard config.diffIDs.count == entry.layers.count else {
            throw ImageArchiveError.layerCount(
                members.file, layers: entry.layers.count, diffIDs: config.diffIDs.count)
        }
        var blobs = [Digest(of: configBytes): place]
        var layers: [Descriptor] = []
        for (name, diffID) in zip(entry.layers, config.diffIDs) {
            guard let extent = try members.extent(name) else { throw ImageArchiveError.missing(members.file, name) }
            let layer = try DockerArchiveImage.layer(name, extent, diffID: diffID)
            blobs[layer.digest] = extent
            layers.append(layer)
        }
        let manifest = Manifest(
            config: Descriptor(
                mediaType: .config, digest: Digest(of: configBytes), size: Int64(configBytes.count)), layers: layers)
        document = manifest.json.canonical()
        image = Descriptor(
            mediaType: .manifest, digest: Digest(of: document), size: Int64(document.count), platform: config.platform)
        tags = entry.tags
        self.blobs = blobs
    }

    /// A layer: the diffID is its digest where it is a plain tar. Docker with containerd's store saves layers as it pulled
    /// them, named by their digests.
    private static func layer(_ name: String, _ extent: BlobExtent, diffID: DiffID) throws -> Descriptor {
        var start: [UInt8] = []
        try BlobExtent(file: extent.file, offset: extent.offset, size: min(4, extent.size))
            .forEachChunk { start.append(contentsOf: $0) }
        let type: MediaType
        if start.starts(with: [0x1f, 0x8b]) {
            type = .layerGzip
        } else if start.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            type = .layerZstd
        } else {
            return Descriptor(mediaType: .layer, digest: diffID.digest, size: extent.size)
        }
        let prefix = "blobs/sha256/"
        if name.hasPrefix(prefix), let digest = try? Digest(hex: name.dropFirst(prefix.count)) {
            return Descriptor(mediaType: type, digest: digest, size: extent.size)
        }
        var hasher = SHA256Hasher()
        try extent.forEachChunk { hasher.update($0) }
        return Descriptor(mediaType: type, digest: hasher.finalize(), size: extent.size)
    }
}
