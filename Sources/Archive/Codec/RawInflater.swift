/// Inflates one raw deflate stream (RFC 1951), as it stands in a zip file, and tells where it ends.
public struct RawInflater: ~Copyable {
    private var stream: InflateStream
    /// Whether the stream's final block ended.
    public private(set) var hasEnded = false

    /// An inflater at its beginning. Throws `CodecError.library` when there is no memory.
    public init() throws(CodecError) {
        stream = try InflateStream.make(.raw)
    }

    /// Bytes of the stream consumed so far.
    public var consumed: Int64 { stream.position }

    /// Inflates the next bytes and gives the content to `receive`. Returns how many of them belong to the stream: fewer than
    /// all when it ended among them. Throws `CodecError.damaged`, and what `receive` throws.
    public mutating func write(
        _ bytes: UnsafeRawBufferPointer, receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        if hasEnded { return 0 }
        let (consumed, ended) = try stream.inflate(bytes) { bytes, _ in try receive(bytes) }
        hasEnded = ended
        return consumed
    }
}
