/// Compresses a stream. The bytes depend on the content, the compression, the pledged size and the library's version:
/// not on how the content is cut into writes, nor on the number of workers.
public struct Compressor: ~Copyable {
    private let pledged: Int64?
    private let output: (UnsafeRawBufferPointer) throws -> Void
    private var zstd: ZstdCompressor?
    let codec: Codec
    var gzip: GzipCompressor?
    /// Neither ended nor failed.
    var isOpen = true
    /// Between `beginSplice` and `endSplice`.
    var isSplicing = false
    /// Bytes taken so far.
    public private(set) var inputSize: Int64 = 0

    /// A compressor that gives its stream to `output`, piece by piece.
    ///
    /// - Parameters:
    ///   - pledgedSize: how many bytes will come, when known. zstd writes it into the frame header and shapes the frame by
    ///     it, so it should be given always or never. Another number is refused.
    ///   - workers: how many threads may compress at once, at least 1.
    ///   - contexts: where zstd's context comes from and goes back to; the bytes do not depend on it.
    ///
    /// Throws `CodecError.library` when there is no memory.
    public init(
        _ compression: Compression, pledgedSize: Int64?, workers: Int = 1, reusing contexts: ZstdContexts? = nil,
        output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws(CodecError) {
        switch compression.codec {
        case .none: break
        case .gzip: gzip = try GzipCompressor(level: compression.level, workers: max(1, workers), output: output)
        case .zstd:
            zstd = try ZstdCompressor.make(
                level: compression.level, pledgedSize: pledgedSize, workers: max(1, workers), reusing: contexts,
                output: output)
        }
        codec = compression.codec
        pledged = pledgedSize
        self.output = output
    }

    /// Compresses the next bytes. Throws `CodecError`, and what the output throws; then the stream cannot be continued.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard isOpen, !isSplicing else { throw CodecError.closed }
        isOpen = false
        try count(Int64(bytes.count))
        if bytes.isEmpty {
        } else if gzip != nil {
            try gzip?.write(bytes)
        } else if zstd != nil {
            try zstd?.write(bytes)
        } else {
            try output(bytes)
        }
        isOpen = true
    }

    /// Ends the stream. Throws `CodecError`, `pledgedSize` if too little came, and what the output throws.
    public mutating func finish() throws {
        guard isOpen, !isSplicing else { throw CodecError.closed }
        isOpen = false
        if let pledged, inputSize != pledged {
            throw CodecError.pledgedSize(expected: pledged, actual: inputSize)
        }
        try gzip?.finish()
        try zstd?.finish()
    }

    /// Counts content that came.
    mutating func count(_ size: Int64) throws(CodecError) {
        inputSize += size
        if let pledged, inputSize > pledged {
            throw .pledgedSize(expected: pledged, actual: inputSize)
        }
    }
}
