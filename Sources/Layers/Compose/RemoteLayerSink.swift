import Archive
import OCI

/// A layer while it comes in: written to a blob, decompressed, hashed.
final class RemoteLayerSink {
    private let layer: ComposedLayer
    private let codec: Codec
    private var writer: BlobWriter?
    private var decompressor: Decompressor?
    private var tar = RemoteTarHash()

    /// The most bytes that a layer may decompress to.
    private static let largest: Int64 = 1 << 42

    init(_ layer: ComposedLayer, codec: Codec, into layout: ImageLayout) throws {
        self.layer = layer
        self.codec = codec
        writer = try BlobWriter(in: layout)
        try begin()
    }

    private func begin() throws {
        let tar = RemoteTarHash()
        self.tar = tar
        decompressor = try Decompressor(codec, limits: DecompressionLimits(maximumOutput: Self.largest)) {
            tar.update($0)
        }
    }

    func restart() throws {
        try writer?.restart()
        try begin()
    }

    func check(_ bytes: UnsafeRawBufferPointer) throws { try decompressor?.write(bytes) }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try writer?.write(bytes) }

    func finishCheck() throws {
        _ = try decompressor?.finish()
        let actual = DiffID(tar.finish())
        guard actual == layer.diffID else {
            throw RemoteLayerError.diffID(layer.descriptor.digest, expected: layer.diffID, actual: actual)
        }
    }

    func commit() throws {
        guard let writer = writer.take() else { preconditionFailure("a layer is committed once") }
        try writer.commit(expecting: layer.descriptor)
    }
}

/// A hasher that closures can share.
private final class RemoteTarHash {
    private var hasher: SHA256Hasher? = SHA256Hasher()

    func update(_ bytes: UnsafeRawBufferPointer) { hasher?.update(bytes) }

    func finish() -> Digest {
        guard let hasher = hasher.take() else { preconditionFailure("a layer is hashed once") }
        return hasher.finalize()
    }
}
