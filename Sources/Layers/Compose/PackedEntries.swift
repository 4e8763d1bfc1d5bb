public import Archive
import OCI
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

    /// A run from its parts.
    ///
    /// - Parameters:
    ///   - ranges: where in `file` the frame lies, piece by piece.
    public init(_ entries: [TarEntry], in file: FilePath, at ranges: [Range<Int64>], compression: Compression) {
        self.entries = entries
        self.file = file
        self.ranges = ranges
        self.compression = compression
    }

    /// Streams the frame as it lies there, and with it the tar bytes that it holds: at each call the next bytes of both,
    /// not more of the frame's than of the tar's while there are any, so that a hash of both has two lanes to run in.
    ///
    /// - Throws: `CodecError` for a damaged frame, `FileError`, and what the closure throws.
    func stream(
        reusing contexts: ZstdContexts,
        _ receive: (_ packed: UnsafeRawBufferPointer, _ plain: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let limits = DecompressionLimits(maximumOutput: entries.reduce(0) { $0 + TarWriter.size(of: $1) })
        let source = try OpenFile(regular: file)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        // What is not yet given of the piece of the frame that is being decompressed.
        var rest = nothing
        try withoutActuallyEscaping(receive) { receive in
            var decompressor = try Decompressor(compression.codec, limits: limits, reusing: contexts) { plain in
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(plain.count))
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(plain.count))
                try receive(piece, plain)
            }
            for range in ranges {
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let wanted = min(Int(range.upperBound - offset), buffer.count)
                    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                    let count = try source.read(into: room, at: offset)
                    guard count > 0 else { throw CodecError.damaged(.zstd, .truncated, offset: offset) }
                    offset += Int64(count)
                    rest = UnsafeRawBufferPointer(rebasing: room[..<count])
                    try decompressor.write(rest)
                    if !rest.isEmpty { try receive(rest, nothing) }
                }
            }
            _ = try decompressor.finish()
        }
    }

    /// Streams the entries' contents with their indices: for every entry first no bytes, then its bytes.
    func forEachContent(
        reusing contexts: ZstdContexts, _ body: (Int, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try withoutActuallyEscaping(body) { body in
            let reader = TarRunReader(entries, receive: body)
            try stream(reusing: contexts) { _, plain in try reader.write(plain) }
            try reader.finish()
        }
    }
}
