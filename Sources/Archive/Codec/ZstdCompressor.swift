internal import CZstd

/// Owns a `ZSTD_CCtx` and its output buffer.
struct ZstdCompressor: ~Copyable {
    private let context: OpaquePointer
    private let buffer: UnsafeMutableRawBufferPointer
    private let contexts: ZstdContexts?
    private let output: (UnsafeRawBufferPointer) throws -> Void

    private init(
        _ context: OpaquePointer, of contexts: ZstdContexts?, output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) {
        self.context = context
        self.contexts = contexts
        self.output = output
        buffer = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 16)
    }

    deinit {
        if let contexts { contexts.keep(compressing: context) } else { ZSTD_freeCCtx(context) }
        buffer.deallocate()
    }

    /// Throws `CodecError.library` when there is no memory.
    static func make(
        level: Int, pledgedSize: Int64?, workers: Int, reusing contexts: ZstdContexts?,
        output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws(CodecError) -> ZstdCompressor {
        guard let context = contexts?.takeCompressing() ?? ZSTD_createCCtx() else {
            throw .library(.zstd, "out of memory")
        }
        let made = ZstdCompressor(context, of: contexts, output: output)
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level)))
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1))
        // Never 0, which makes other bytes; from 1 on their number does not show in the output.
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, Int32(min(workers, 64))))
        if let pledgedSize { try check(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(max(0, pledgedSize)))) }
        return made
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while input.pos < input.size { _ = try step(&input, ZSTD_e_continue) }
    }

    mutating func finish() throws {
        // Ending in a call of its own: content that comes with the first and only call would count as pledged.
        var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while try step(&input, ZSTD_e_end) > 0 {}
    }

    private mutating func step(_ input: inout ZSTD_inBuffer, _ directive: ZSTD_EndDirective) throws -> Int {
        var out = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        let rest = try Self.check(ZSTD_compressStream2(context, &out, &input, directive))
        if out.pos > 0 { try output(UnsafeRawBufferPointer(rebasing: buffer[..<out.pos])) }
        return rest
    }

    @discardableResult
    private static func check(_ result: Int) throws(CodecError) -> Int {
        guard ZSTD_isError(result) == 0 else { throw .library(.zstd, String(cString: ZSTD_getErrorName(result))) }
        return result
    }
}
