public import Archive
public import OCI

/// Writes planned layers into a layout in one pass: content → tar → diffID → compressor → digest → blob.
///
/// The bytes depend on the plan, the compression and the compressor's version alone.
public struct LayerWriter: Sendable {
    /// Where the blobs go.
    public let layout: ImageLayout
    /// How many threads may compress one layer; the bytes do not depend on it.
    public let workers: Int

    /// A writer into `layout`.
    public init(layout: ImageLayout, workers: Int) {
        self.layout = layout
        self.workers = workers
    }

    /// Writes one layer.
    ///
    /// - Throws: ``ComposeError/content(_:expected:actual:)`` where a file's bytes are not the expected ones, and what
    ///   reading and writing throw. Nothing stays behind then.
    public func write(_ plan: LayerPlan, compression: Compression) throws -> ComposedLayer {
        let sink = try LayerSink(layout: layout)
        var compressor = try Compressor(compression, pledgedSize: plan.tarSize, workers: workers) { bytes in
            try sink.writeBlob(bytes)
        }
        try writeTar(plan, into: sink) { bytes in try compressor.write(bytes) }
        try compressor.finish()
        return try sink.commit(as: MediaType.layer(compressedBy: compression.codec))
    }

    private func writeTar(
        _ plan: LayerPlan, into sink: LayerSink, compress: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try withoutActuallyEscaping(compress) { compress in
            var writer = TarWriter { bytes in
                sink.hashTar(bytes)
                try compress(bytes)
            }
            for entry in plan.entries { try LayerWriter.append(entry, to: &writer) }
            try writer.finish()
        }
    }

    private static func append(_ entry: LayerEntry, to writer: inout TarWriter) throws {
        var hasher = SHA256Hasher()
        try writer.append(entry.tar) { content in
            try entry.forEachChunk { chunk in
                if entry.digest != nil { hasher.update(chunk) }
                try content.write(chunk)
            }
        }
        guard let expected = entry.digest else { return }
        let actual = hasher.finalize()
        guard actual == expected else { throw ComposeError.content(entry.tar.path, expected: expected, actual: actual) }
    }
}

/// Both ends of the pipe: the tar's hash before the compressor, the blob behind it.
private final class LayerSink {
    private var tar: SHA256Hasher? = SHA256Hasher()
    private var blob: BlobWriter?

    init(layout: ImageLayout) throws(LayoutError) { blob = try BlobWriter(in: layout) }

    func hashTar(_ bytes: UnsafeRawBufferPointer) { tar?.update(bytes) }

    func writeBlob(_ bytes: UnsafeRawBufferPointer) throws { try blob?.write(bytes) }

    func commit(as mediaType: MediaType) throws -> ComposedLayer {
        guard let tar = tar.take(), let blob = blob.take() else { preconditionFailure("a layer is committed once") }
        let diffID = DiffID(tar.finalize())
        return ComposedLayer(descriptor: try blob.commit(as: mediaType), diffID: diffID)
    }
}

extension MediaType {
    /// The media type of a layer that `codec` compressed.
    public static func layer(compressedBy codec: Codec) -> MediaType {
        switch codec {
        case .none: .layer
        case .gzip: .layerGzip
        case .zstd: .layerZstd
        }
    }
}
