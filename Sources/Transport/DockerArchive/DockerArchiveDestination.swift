import Archive
public import OCI
import Synchronization
public import SystemPackage

/// What `docker load` and `podman load` read as a place to write an image to: `docker-archive:FILE:NAME:TAG`.
///
/// The layers are decompressed while they stream by, and named by their diffIDs, which must be those of the configuration.
/// The configuration is kept byte for byte, so that the image has the same ID everywhere. The file gets its name when it is
/// whole; two copies of one image are alike to the byte.
/// Source: the Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".
public final class DockerArchiveDestination: ImageDestination {
    private struct State {
        let file: ArchiveFile
        /// The diffIDs of the layers that were written, by their blobs' digests.
        var layers: [Digest: DiffID] = [:]
        var configs: [Digest: [UInt8]] = [:]
        var manifests: [Digest: Manifest] = [:]
    }

    private let target: FilePath
    private let name: String
    private let state: Mutex<State>

    /// An archive to be at `file`, with the name that its image is to have.
    ///
    /// - Throws: ``ImageArchiveError/nameless(_:)`` without a name, and `FileError`.
    public init(_ file: FilePath, tag name: RefName?) throws {
        guard let name else { throw ImageArchiveError.nameless(file) }
        target = file
        self.name = name.description
        state = Mutex(State(file: try ArchiveFile(for: file)))
    }

    /// A tar archive is written from front to back.
    public var width: Int { 1 }

    /// Whether this copy wrote the blob already.
    public func contains(_ blob: Descriptor) -> Bool {
        state.withLock { $0.layers[blob.digest] != nil || $0.configs[blob.digest] != nil }
    }

    /// The most bytes that a layer may decompress to.
    private static let largestLayer: Int64 = 1 << 42

    /// Writes a layer or a configuration as a member.
    public func write(
        _ blob: Descriptor, from source: any ImageSource, advance: @escaping @Sendable (Int64) throws -> Void
    ) throws -> BlobDelivery {
        if [.config, .dockerConfig].contains(blob.mediaType) {
            guard blob.size <= Int64(JSONLimits.document.bytes) else {
                throw ImageArchiveError.tooLarge(target, "the configuration", blob.size)
            }
            var bytes: [UInt8] = []
            try source.stream(checking: blob, restarted: { bytes = [] }) { chunk in
                bytes.append(contentsOf: chunk)
                try advance(Int64(chunk.count))
            }
            let config = bytes
            try state.withLock { state in
                state.configs[blob.digest] = config
                try state.file.add(TarPath("\(blob.digest.hex).json"), config)
            }
        } else {
            guard let codec = blob.mediaType.layerCodec else {
                throw ImageArchiveError.unsupported(target, blob.mediaType)
            }
            try state.withLock { state in
                state.layers[blob.digest] = try state.file.add { member in
                    let layer = try PlainLayer(codec, limit: Self.largestLayer, into: member)
                    try source.stream(checking: blob, restarted: { try layer.restart() }) { bytes in
                        try layer.write(bytes)
                        try advance(Int64(bytes.count))
                    }
                    let diffID = try layer.finish()
                    return (try TarPath("\(diffID.digest.hex).tar"), diffID)
                }
            }
        }
        return .copied(bytes: blob.size)
    }

    /// Takes the manifest; an index has no place in such an archive.
    public func write(_ document: [UInt8], as descriptor: Descriptor) throws {
        guard descriptor.mediaType.isManifest else { throw ImageArchiveError.unsupported(target, descriptor.mediaType) }
        let manifest = try Manifest(JSON(parsing: document))
        if let type = manifest.artifactType { throw ImageArchiveError.unsupported(target, type) }
        state.withLock { $0.manifests[descriptor.digest] = manifest }
    }

    /// Writes what Docker calls the manifest, and gives the archive its name.
    public func finish(_ image: Descriptor, referrers: [Descriptor]) throws {
        try state.withLock { state in
            guard let manifest = state.manifests[image.digest], let bytes = state.configs[manifest.config.digest] else {
                throw ImageArchiveError.unsupported(target, image.mediaType)
            }
            let config = try ImageConfig(JSON(parsing: bytes))
            let diffIDs = manifest.layers.compactMap { state.layers[$0.digest] }
            guard diffIDs == config.diffIDs else {
                throw ImageArchiveError.diffID(target, image.digest, expected: config.diffIDs, actual: diffIDs)
            }
            let entry = DockerArchiveEntry(
                config: "\(manifest.config.digest.hex).json", tags: [name],
                layers: diffIDs.map { "\($0.digest.hex).tar" })
            let list: JSON = .array([entry.json])
            try state.file.add(TarPath("manifest.json"), list.canonical())
            try state.file.commit()
        }
    }
}

/// A layer on its way into a member: decompressed, and hashed.
private final class PlainLayer {
    private let codec: Codec
    private let limit: Int64
    private let member: ArchiveMember
    private var decompressor: Decompressor?
    private let tar = TarHash()

    init(_ codec: Codec, limit: Int64, into member: ArchiveMember) throws {
        (self.codec, self.limit, self.member) = (codec, limit, member)
        try start()
    }

    private func start() throws {
        decompressor = try Decompressor(codec, limits: DecompressionLimits(maximumOutput: limit)) {
            [tar, member] bytes in
            tar.update(bytes)
            try member.write(bytes)
        }
    }

    func restart() throws {
        tar.restart()
        try member.restart()
        try start()
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try decompressor?.write(bytes) }

    func finish() throws -> DiffID {
        _ = try decompressor?.finish()
        return DiffID(tar.finish())
    }
}

/// A hasher that closures can share.
private final class TarHash {
    private var hasher: SHA256Hasher? = SHA256Hasher()

    func update(_ bytes: UnsafeRawBufferPointer) { hasher?.update(bytes) }

    func restart() { hasher = SHA256Hasher() }

    func finish() -> Digest {
        guard let hasher = hasher.take() else { preconditionFailure("a layer is hashed once") }
        return hasher.finalize()
    }
}

extension MediaType {
    /// How a layer of this type is compressed; nil for what is no layer.
    fileprivate var layerCodec: Codec? {
        switch self {
        case .layer, .dockerLayer: Codec.none
        case .layerGzip, .dockerLayerGzip: .gzip
        case .layerZstd: .zstd
        default: nil
        }
    }
}
