import SystemPackage

extension BlobExtent {
    /// Hands the bytes from `start` on to `body`, chunk by chunk.
    ///
    /// - Parameter start: Counted from the extent's own first byte.
    /// - Throws: ``FileError`` where the file ends early, and what `body` throws.
    public func forEachChunk(
        from start: Int64 = 0, size chunk: Int = 1 << 20, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let source = try OpenFile(regular: file)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 64)
        defer { buffer.deallocate() }
        var position = start
        while position < size {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(clamping: size - position)))
            let count = try source.read(into: room, at: offset + position)
            guard count > 0 else { throw FileError.failed(.read, file, .ioError) }
            try body(UnsafeRawBufferPointer(rebasing: room[..<count]))
            position += Int64(count)
        }
    }
}
