/// Reads a gzip stream member by member (RFC 1952, section 2.2).
struct GzipDecompressor: ~Copyable {
    private static let headerSize = 10

    private var stream: InflateStream
    private var output: BoundedOutput
    /// How much of this member's fixed header was seen; 0 between members.
    private var headerSeen = 0
    private(set) var members = 0
    private(set) var hasVolatileHeader = false
    /// The time in this member's header.
    private var time: UInt32 = 0
    /// What writers in Go put there for no time: their year 1, cut to 32 bits.
    private static let goNoTime: UInt32 = 0x886e_0900

    init(output: BoundedOutput) throws(CodecError) {
        stream = try InflateStream.make(.gzip)
        self.output = output
    }

    var outputSize: Int64 { output.size }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            try inspectHeader(rest)
            let (consumed, ended) = try stream.inflate(rest) { try output.give($0, offset: $1) }
            rest = UnsafeRawBufferPointer(rebasing: rest[consumed...])
            if ended {
                members += 1
                headerSeen = 0
                stream.reset()
            }
        }
    }

    func finish(at offset: Int64) throws(CodecError) {
        guard members > 0, headerSeen == 0 else { throw .damaged(.gzip, .truncated, offset: offset) }
    }

    /// Looks at the ten fixed bytes before zlib does: it tells what follows the last member from a damaged header, and sees
    /// what zlib passes over.
    private mutating func inspectHeader(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        for (index, byte) in bytes.prefix(Self.headerSize - headerSeen).enumerated() {
            let valid =
                switch headerSeen {
                case 0: byte == 0x1f
                case 1: byte == 0x8b
                case 2: byte == 8
                case 3: byte & 0xe0 == 0
                default: true
                }
            guard valid else {
                let fault: CodecError.Fault = headerSeen < 2 && members > 0 ? .trailingGarbage : .header
                throw .damaged(.gzip, fault, offset: stream.position + Int64(index))
            }
            // Extra field, name and comment are flags 2 to 4; the time is the four bytes after the flags.
            if headerSeen == 3, byte & 0x1c != 0 { hasVolatileHeader = true }
            if (4...7).contains(headerSeen) { time = time >> 8 | UInt32(byte) << 24 }
            if headerSeen == 7, time != 0, time != Self.goNoTime { hasVolatileHeader = true }
            headerSeen += 1
        }
    }
}
