public import Archive
import OCI

extension LayerWriter {
    /// Writes a layer of parts: with zstd each is a frame by itself, which is taken as it lies where it was packed alike.
    ///
    /// The bytes depend on the parts' entries, the compression and the compressor's version alone: not on what lay packed.
    /// Source: RFC 8878, section 3.1: frames follow one another, and decompress to their contents one after another.
    /// - Throws: what reading and writing throw. Nothing stays behind then.
    public func write(_ parts: [LayerPart], compression: Compression) throws -> ComposedLayer {
        let sink = try FrameSink(layout: layout)
        let contexts = ZstdContexts()
        let frames = FrameOutput(into: sink, compression: compression, workers: workers, reusing: contexts)
        var writer = TarWriter { try frames.write($0) }
        for part in parts where !part.entries.isEmpty {
            switch part.content {
            case .packed(let packed) where packed.compression == compression:
                try writer.append(run: packed.entries) { run in
                    try frames.splice {
                        try packed.stream(reusing: contexts) { packed, plain, hash in
                            try sink.write(packed, of: hash) { try run.writeEncoded(plain) }
                        }
                    }
                }
            case .packed(let packed):
                try writer.append(run: packed.entries) { run in
                    try packed.stream(reusing: contexts) { packed, plain, hash in
                        hash.update(packed)
                        try run.writeEncoded(plain)
                    }
                }
            case .selected(let packed, let kept):
                let places = LayerWriter.places(of: kept)
                try writer.append(run: part.entries) { run in
                    try packed.forEachContent(reusing: contexts) { index, bytes in
                        if let place = places[index] { try run.write(bytes, of: place) }
                    }
                }
            case .entries(let entries):
                for entry in entries { try LayerWriter.write(entry, to: &writer) }
            }
            try frames.endFrame()
        }
        try writer.finish()
        try frames.endFrame()
        try frames.finish()
        return try sink.commit(as: MediaType.layer(compressedBy: compression.codec))
    }

    private static func write(_ entry: LayerEntry, to writer: inout TarWriter) throws {
        var hasher = SHA256Hasher()
        try writer.append(entry.tar) { content in
            try entry.forEachChunk { chunk in
                if entry.digest != nil { hasher.update(chunk) }
                try content.write(chunk)
            }
        }
        guard let expected = entry.digest else { return }
        let actual = hasher.finalize()
        guard actual == expected else { throw entry.mismatch(expected: expected, actual: actual) }
    }

    /// For every entry its index among those that stay.
    private static func places(of kept: [TarEntry?]) -> [Int?] {
        var next = 0
        return kept.map { entry in
            guard entry != nil else { return nil }
            next += 1
            return next - 1
        }
    }
}

/// Compresses a tar stream: by zstd frame by frame, by the other codecs in one piece.
private final class FrameOutput {
    private let sink: FrameSink
    private let compression: Compression
    private let workers: Int
    private let contexts: ZstdContexts
    private var compressor: Compressor?
    private var isSpliced = false

    init(into sink: FrameSink, compression: Compression, workers: Int, reusing contexts: ZstdContexts) {
        self.sink = sink
        self.contexts = contexts
        self.compression = compression
        self.workers = workers
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        sink.hashTar(bytes)
        if isSpliced { return }
        if compressor == nil {
            // No frame is pledged its size: a package's is not known when its frame begins.
            compressor = try Compressor(
                compression, pledgedSize: nil, workers: workers, reusing: contexts
            ) { [sink] in try sink.write($0) }
        }
        try compressor?.write(bytes)
    }

    /// What is written in `body` was compressed before, and goes into the blob by another way.
    func splice(_ body: () throws -> Void) throws {
        isSpliced = true
        try body()
        isSpliced = false
    }

    func endFrame() throws { if compression.codec == .zstd { try finish() } }

    func finish() throws {
        try compressor?.finish()
        compressor = nil
    }
}

/// Both ends of the frames: the tar's hash before they are compressed, the blob behind.
private final class FrameSink {
    private var tarHasher = StreamHasher()
    private var blobHasher = StreamHasher()
    private var blob: BlobWriter?
    /// Bytes of the blob that are to be hashed with the tar's next ones, and the hash of the packed run that they are of; only
    /// within ``write(_:of:beside:)``.
    private var pending: (bytes: UnsafeRawBufferPointer, hash: PackedHash)?

    init(layout: ImageLayout) throws(LayoutError) { blob = try BlobWriter(in: layout, hashes: false) }

    func hashTar(_ bytes: UnsafeRawBufferPointer) {
        guard let (packed, hash) = pending.take() else { return tarHasher.update(bytes) }
        let first = bytes.prefix(packed.count)
        StreamHasher.update(&tarHasher, UnsafeRawBufferPointer(rebasing: first), beside: &blobHasher, packed)
        hash.update(packed, beside: &tarHasher, UnsafeRawBufferPointer(rebasing: bytes[first.endIndex...]))
    }

    /// Writes bytes of the blob.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try blob?.write(bytes)
        blobHasher.update(bytes)
    }

    /// Writes bytes of the blob that are a packed run's: they are hashed for both beside those of the tar that `body` brings.
    func write(_ bytes: UnsafeRawBufferPointer, of hash: PackedHash, beside body: () throws -> Void) throws {
        try blob?.write(bytes)
        pending = (bytes, hash)
        defer { pending = nil }
        try body()
        if let (bytes, hash) = pending { hash.update(bytes, beside: &blobHasher, bytes) }
    }

    func commit(as mediaType: MediaType) throws -> ComposedLayer {
        guard let blob = blob.take() else { preconditionFailure("a layer is committed once") }
        let diffID = DiffID(tarHasher.finish())
        return ComposedLayer(descriptor: try blob.commit(as: mediaType, digest: blobHasher.finish()), diffID: diffID)
    }
}
