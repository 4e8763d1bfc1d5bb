public import Archive
public import OCI
public import SystemPackage

/// A run of tar entries that lies compressed in a file, as one zstd frame: a layer that is compressed alike takes the frame
/// as it is.
public struct PackedEntries: Sendable {
    /// The entries, in the order of the run.
    public let entries: [TarEntry]
    /// What the frame was compressed with.
    public let compression: Compression
    private let file: FilePath
    private let ranges: [Range<Int64>]
    private let digest: Digest

    /// A run from its parts.
    ///
    /// - Parameters:
    ///   - ranges: where in `file` the frame lies, piece by piece.
    ///   - digest: what the frame hashes to.
    public init(
        _ entries: [TarEntry], in file: FilePath, at ranges: [Range<Int64>], digest: Digest, compression: Compression
    ) {
        self.entries = entries
        self.file = file
        self.ranges = ranges
        self.digest = digest
        self.compression = compression
    }

    /// Streams the frame as it lies there, and with it the tar bytes that it holds: at each call the next bytes of both,
    /// not more than one of the frame's for two of the tar's while there are any, so that hashes of the tar, of the frame and
    /// of a blob that it goes into have two lanes to run in.
    ///
    /// The frame is checked in the same pass, so what was received counts only once this returned. The receiver adds
    /// the frame's bytes to the hash, since it knows what else is to be hashed beside them.
    ///
    /// - Throws: ``ComposeError/changedPack(_:)`` where the frame is not the one that was packed, whatever that led to;
    ///   `CodecError`, `FileError`, and what the closure throws.
    func stream(
        reusing contexts: ZstdContexts,
        _ receive: (_ packed: UnsafeRawBufferPointer, _ plain: UnsafeRawBufferPointer, PackedHash) throws -> Void
    ) throws {
        let hash = PackedHash()
        do {
            try decompress(reusing: contexts) { packed, plain in try receive(packed, plain, hash) }
        } catch {
            guard isIntact else { throw ComposeError.changedPack(file) }
            throw error
        }
        guard hash.finish() == digest else { throw ComposeError.changedPack(file) }
    }

    /// Whether the frame lies there as it was packed.
    var isIntact: Bool {
        let hash = PackedHash()
        let isRead: Void? = try? forEachPiece { hash.update($0) }
        return isRead != nil && hash.finish() == digest
    }

    private func decompress(
        reusing contexts: ZstdContexts,
        _ receive: (_ packed: UnsafeRawBufferPointer, _ plain: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let limits = DecompressionLimits(maximumOutput: entries.reduce(0) { $0 + TarWriter.size(of: $1) })
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        // What is not yet given of the piece of the frame that is being decompressed.
        var rest = nothing
        try withoutActuallyEscaping(receive) { receive in
            var decompressor = try Decompressor(compression.codec, limits: limits, reusing: contexts) { plain in
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(plain.count / 2))
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
                try receive(piece, plain)
            }
            try forEachPiece { piece in
                rest = piece
                try decompressor.write(piece)
                if !rest.isEmpty { try receive(rest, nothing) }
            }
            _ = try decompressor.finish()
        }
    }

    private func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let source = try OpenFile(regular: file)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        for range in ranges {
            var offset = range.lowerBound
            while offset < range.upperBound {
                let wanted = min(Int(range.upperBound - offset), buffer.count)
                let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                let count = try source.read(into: room, at: offset)
                guard count > 0 else { throw CodecError.damaged(.zstd, .truncated, offset: offset) }
                offset += Int64(count)
                try body(UnsafeRawBufferPointer(rebasing: room[..<count]))
            }
        }
    }

    /// Streams the entries' contents with their indices: for every entry first no bytes, then its bytes.
    func forEachContent(
        reusing contexts: ZstdContexts, _ body: (Int, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try withoutActuallyEscaping(body) { body in
            let reader = TarRunReader(entries, receive: body)
            try stream(reusing: contexts) { packed, plain, hash in
                hash.update(packed)
                try reader.write(plain)
            }
            try reader.finish()
        }
    }
}
