internal import CZlib

/// Owns a zlib `z_stream` that inflates, and its output buffer.
struct InflateStream: ~Copyable {
    enum Wrapper {
        /// RFC 1951 alone.
        case raw
        /// RFC 1952; zlib checks header, CRC-32 and length.
        case gzip
    }

    /// On the heap, because zlib keeps the address and compares it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let buffer: UnsafeMutableRawBufferPointer
    private let format: CodecError.Format
    /// Input consumed since the beginning, resets included.
    private(set) var position: Int64 = 0

    private init(_ stream: UnsafeMutablePointer<z_stream>, _ format: CodecError.Format) {
        self.stream = stream
        self.format = format
        buffer = .allocate(byteCount: 1 << 17, alignment: 16)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        buffer.deallocate()
    }

    /// Throws `CodecError.library` when there is no memory.
    static func make(_ wrapper: Wrapper) throws(CodecError) -> InflateStream {
        let format: CodecError.Format = wrapper == .gzip ? .gzip : .deflate
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let windowBits: Int32 = wrapper == .gzip ? MAX_WBITS + 16 : -MAX_WBITS
        let status = inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw .library(format, String(cString: zError(status)))
        }
        return InflateStream(stream, format)
    }

    /// Makes ready for another stream.
    mutating func reset() {
        inflateReset(stream)
    }

    /// Inflates until the input is used up or the stream ends; what follows the end is left alone.
    mutating func inflate(
        _ bytes: UnsafeRawBufferPointer, receive: (UnsafeRawBufferPointer, Int64) throws -> Void
    ) throws -> (consumed: Int, ended: Bool) {
        var done = 0
        while done < bytes.count {
            // zlib counts input in 32 bits.
            let piece = UnsafeRawBufferPointer(rebasing: bytes[done...].prefix(1 << 30))
            let (consumed, ended) = try inflatePiece(piece, receive: receive)
            done += consumed
            if ended { return (done, true) }
        }
        return (done, false)
    }

    private mutating func inflatePiece(
        _ bytes: UnsafeRawBufferPointer, receive: (UnsafeRawBufferPointer, Int64) throws -> Void
    ) throws -> (consumed: Int, ended: Bool) {
        let input = bytes.bindMemory(to: UInt8.self)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        let output = buffer.bindMemory(to: UInt8.self)
        let start = position
        while true {
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            let status = CZlib.inflate(stream, Z_NO_FLUSH)
            let consumed = input.count - Int(stream.pointee.avail_in)
            position = start + Int64(consumed)
            switch status {
            case Z_OK, Z_STREAM_END, Z_BUF_ERROR: break
            case Z_DATA_ERROR: throw CodecError.damaged(format, fault, offset: position)
            case Z_NEED_DICT: throw CodecError.damaged(format, .dictionary, offset: position)
            default: throw CodecError.library(format, String(cString: zError(status)))
            }
            let made = output.count - Int(stream.pointee.avail_out)
            if made > 0 { try receive(UnsafeRawBufferPointer(rebasing: buffer[..<made]), position) }
            if status == Z_STREAM_END { return (consumed, true) }
            if stream.pointee.avail_in == 0 && made < output.count { return (consumed, false) }
        }
    }

    /// What zlib says of damaged data, which it tells apart by its message alone.
    private var fault: CodecError.Fault {
        let message = stream.pointee.msg.map { String(cString: $0) } ?? "no reason given"
        return switch message {
        case "incorrect data check": .checksum
        case "incorrect length check": .length
        case "header crc mismatch", "incorrect header check", "unknown header flags set", "unknown compression method":
            .header
        default: .data(message)
        }
    }
}
