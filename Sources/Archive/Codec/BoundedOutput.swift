/// Counts decompressed bytes on their way out, and stops them at the limit.
struct BoundedOutput {
    private let format: CodecError.Format
    private let limit: Int64
    private let output: (UnsafeRawBufferPointer) throws -> Void
    private(set) var size: Int64 = 0

    init(_ codec: Codec, limit: Int64, output: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        format = codec.format
        self.limit = limit
        self.output = output
    }

    /// Gives bytes that were made by the time `offset` bytes of input were read.
    mutating func give(_ bytes: UnsafeRawBufferPointer, offset: Int64) throws {
        guard !bytes.isEmpty else { return }
        guard Int64(bytes.count) <= limit - size else {
            throw CodecError.damaged(format, .outputLimit(limit), offset: offset)
        }
        size += Int64(bytes.count)
        try output(bytes)
    }
}
