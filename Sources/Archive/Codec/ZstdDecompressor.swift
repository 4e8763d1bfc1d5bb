internal import CZstd

/// Reads a zstd stream frame by frame (RFC 8878, section 3.1); owns a `ZSTD_DCtx` and its output buffer.
struct ZstdDecompressor: ~Copyable {
    private let context: OpaquePointer
    private let buffer: UnsafeMutableRawBufferPointer
    private let contexts: ZstdContexts?
    private let windowLog: Int
    private var output: BoundedOutput
    private var position: Int64 = 0
    /// This frame's header, or the part of it that came; empty between frames.
    private var head: [UInt8] = []
    /// Whether the header is whole and the library has it.
    private var isInside = false
    /// Where this frame's content began.
    private var frameStart: Int64 = 0
    private(set) var frames = 0
    private(set) var skippableFrames = 0
    /// Whether a frame has no checksum.
    private(set) var hasUncheckedFrame = false

    private init(_ context: OpaquePointer, of contexts: ZstdContexts?, windowLog: Int, output: BoundedOutput) {
        self.context = context
        self.contexts = contexts
        self.windowLog = windowLog
        self.output = output
        buffer = .allocate(byteCount: ZSTD_DStreamOutSize(), alignment: 16)
    }

    deinit {
        if let contexts { contexts.keep(decompressing: context) } else { ZSTD_freeDCtx(context) }
        buffer.deallocate()
    }

    /// Throws `CodecError.library` when there is no memory.
    static func make(
        windowLog: Int, reusing contexts: ZstdContexts?, output: BoundedOutput
    ) throws(CodecError) -> ZstdDecompressor {
        guard let context = contexts?.takeDecompressing() ?? ZSTD_createDCtx() else {
            throw .library(.zstd, "out of memory")
        }
        let made = ZstdDecompressor(context, of: contexts, windowLog: windowLog, output: output)
        let status = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(windowLog))
        guard ZSTD_isError(status) == 0 else { throw .library(.zstd, String(cString: ZSTD_getErrorName(status))) }
        return made
    }

    var outputSize: Int64 { output.size }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let ended: Bool
            if isInside {
                let consumed: Int
                (consumed, ended) = try decompress(rest)
                rest = UnsafeRawBufferPointer(rebasing: rest[consumed...])
            } else {
                let taken = try takeHead(rest)
                rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
                guard let size = Self.headerSize(head), size == head.count else { return }
                // Alone, from its first byte to its last: in a call that has a whole frame, or what looks like one after a
                // part of the header, the library takes a way of its own, and judges some frames otherwise.
                isInside = true
                let header = head
                ended = try header.withUnsafeBytes { try decompress($0).ended }
            }
            if ended {
                if head.starts(with: Self.frameMagic) {
                    try checkSize()
                    frames += 1
                } else {
                    skippableFrames += 1
                }
                head = []
                isInside = false
                frameStart = output.size
            }
        }
    }

    /// Compares the frame's content with the size in its header, which the library does not where the last block is empty and
    /// the frame comes in pieces.
    private func checkSize() throws(CodecError) {
        let size = ZSTD_getFrameContentSize(head, head.count)
        // The two largest numbers mean that it is unknown, or no header.
        if size < UInt64.max - 1, size != UInt64(output.size - frameStart) {
            throw .damaged(.zstd, .length, offset: position)
        }
    }

    func finish(at offset: Int64) throws(CodecError) {
        guard frames > 0, head.isEmpty else { throw .damaged(.zstd, .truncated, offset: offset) }
    }

    /// Decompresses until the input is used up or a frame ends.
    private mutating func decompress(_ bytes: UnsafeRawBufferPointer) throws -> (consumed: Int, ended: Bool) {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        let start = position
        while true {
            var out = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
            let status = ZSTD_decompressStream(context, &out, &input)
            position = start + Int64(input.pos)
            guard ZSTD_isError(status) == 0 else { throw failure(status) }
            try output.give(UnsafeRawBufferPointer(rebasing: buffer[..<out.pos]), offset: position)
            if status == 0 { return (input.pos, true) }
            if input.pos == input.size && out.pos < out.size { return (input.pos, false) }
        }
    }

    private static let frameMagic: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd]
    /// What follows the first byte, 0x50 to 0x5f, of a skippable frame.
    private static let skippableMagic: [UInt8] = [0x2a, 0x4d, 0x18]

    /// Takes what the header still lacks, and tells how many bytes that were. Checks the magic number byte by byte, so that
    /// garbage shorter than one is seen too, and formats from before zstd 1.0, which the library may still read, are not.
    private mutating func takeHead(_ bytes: UnsafeRawBufferPointer) throws(CodecError) -> Int {
        var taken = 0
        while taken < bytes.count, Self.headerSize(head) ?? .max > head.count {
            let byte = bytes[taken]
            head.append(byte)
            taken += 1
            if head.count > 4 {
                // The frame header's descriptor, whose third bit promises a checksum (RFC 8878, section 3.1.1.1.1).
                if head.count == 5, head[0] == Self.frameMagic[0], byte & 4 == 0 { hasUncheckedFrame = true }
                continue
            }
            let isSkippable = head[0] & 0xf0 == 0x50 && Self.skippableMagic.starts(with: head.dropFirst())
            guard isSkippable || Self.frameMagic.starts(with: head) else {
                let fault: CodecError.Fault = frames > 0 ? .trailingGarbage : .header
                throw .damaged(.zstd, fault, offset: position + Int64(head.count - 1))
            }
        }
        return taken
    }

    /// How long the header is that begins so (RFC 8878, sections 3.1.1.1 and 3.1.2); nil where that is not known yet.
    private static func headerSize(_ head: [UInt8]) -> Int? {
        guard head.count > 4 else { return nil }
        guard head[0] == frameMagic[0] else { return 8 }
        let isSingleSegment = head[4] & 0x20 != 0
        let dictionary = [0, 1, 2, 4][Int(head[4] & 3)]
        let contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][Int(head[4] >> 6)]
        return 5 + (isSingleSegment ? 0 : 1) + dictionary + contentSize
    }

    private func failure(_ status: Int) -> CodecError {
        let message = String(cString: ZSTD_getErrorName(status))
        let fault: CodecError.Fault
        switch ZSTD_getErrorCode(status) {
        case ZSTD_error_memory_allocation: return .library(.zstd, message)
        case ZSTD_error_checksum_wrong: fault = .checksum
        case ZSTD_error_frameParameter_windowTooLarge: fault = .windowLimit(windowLog)
        case ZSTD_error_prefix_unknown, ZSTD_error_version_unsupported, ZSTD_error_frameParameter_unsupported:
            fault = .header
        case ZSTD_error_dictionary_wrong, ZSTD_error_dictionary_corrupted: fault = .dictionary
        default: fault = .data(message)
        }
        return .damaged(.zstd, fault, offset: position)
    }
}
