extension Compressor {
    /// Begins content that comes as a raw deflate stream (RFC 1951) and is kept as it is, in a gzip member of its own: its
    /// bytes then depend on no compressor. Only `splice` may follow, then `endSplice`.
    ///
    /// Throws `CodecError.unspliceable` for a codec other than gzip, and what the output throws.
    public mutating func beginSplice() throws {
        guard isOpen, !isSplicing else { throw CodecError.closed }
        guard gzip != nil else { throw CodecError.unspliceable(codec) }
        isOpen = false
        try gzip?.beginSplice()
        (isOpen, isSplicing) = (true, true)
    }

    /// Adds the next bytes of the deflate stream. Throws what the output throws.
    public mutating func splice(_ stream: UnsafeRawBufferPointer) throws {
        guard isOpen, isSplicing else { throw CodecError.closed }
        isOpen = false
        if !stream.isEmpty { try gzip?.splice(stream) }
        isOpen = true
    }

    /// Ends the deflate stream. The caller vouches for it: one whole stream, nothing behind its final block, with a content
    /// of that CRC-32 and size. Throws `CodecError.pledgedSize`, and what the output throws.
    public mutating func endSplice(checksum: UInt32, size: Int64) throws {
        guard isOpen, isSplicing else { throw CodecError.closed }
        isOpen = false
        try count(size)
        try gzip?.endSplice(checksum: checksum, size: size)
        (isOpen, isSplicing) = (true, false)
    }
}
