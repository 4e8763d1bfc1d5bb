/// Decompresses a stream from outside, strictly: every checksum and length is checked, and nothing may be missing at its
/// end or follow it. Content is given out while it comes, so it counts only once `finish()` returned.
public struct Decompressor: ~Copyable {
    private var plain: BoundedOutput
    private var gzip: GzipDecompressor?
    private var zstd: ZstdDecompressor?
    private var open = true
    /// Bytes taken so far.
    public private(set) var inputSize: Int64 = 0

    /// A decompressor that gives the content to `output`, piece by piece. Throws `CodecError.library` when there is no
    /// memory.
    ///
    /// - Parameter contexts: where zstd's context comes from and goes back to.
    public init(
        _ codec: Codec, limits: DecompressionLimits, reusing contexts: ZstdContexts? = nil,
        output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws(CodecError) {
        plain = BoundedOutput(codec, limit: limits.maximumOutput, output: output)
        switch codec {
        case .none: break
        case .gzip: gzip = try GzipDecompressor(output: plain)
        case .zstd:
            zstd = try ZstdDecompressor.make(windowLog: limits.maximumWindowLog, reusing: contexts, output: plain)
        }
    }

    /// Takes the next bytes. Throws `CodecError.damaged`, and what the output throws; then the stream cannot be continued.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard open else { throw CodecError.closed }
        open = false
        if gzip != nil {
            try gzip?.write(bytes)
        } else if zstd != nil {
            try zstd?.write(bytes)
        } else {
            try plain.give(bytes, offset: inputSize)
        }
        inputSize += Int64(bytes.count)
        open = true
    }

    /// Ends the stream. Throws `CodecError.damaged` with `truncated` if it is not at an end.
    public mutating func finish() throws(CodecError) -> DecompressionSummary {
        guard open else { throw .closed }
        open = false
        var (members, size, volatile) = (0, plain.size, false)
        var (skippable, unchecked) = (0, false)
        if gzip != nil {
            try gzip?.finish(at: inputSize)
            (members, size, volatile) = (gzip?.members ?? 0, gzip?.outputSize ?? 0, gzip?.hasVolatileHeader ?? false)
        } else if zstd != nil {
            try zstd?.finish(at: inputSize)
            (members, size) = (zstd?.frames ?? 0, zstd?.outputSize ?? 0)
            (skippable, unchecked) = (zstd?.skippableFrames ?? 0, zstd?.hasUncheckedFrame ?? false)
        }
        return DecompressionSummary(
            inputSize: inputSize, outputSize: size, members: members, hasVolatileHeader: volatile,
            skippableFrames: skippable, hasUncheckedFrame: unchecked)
    }
}
