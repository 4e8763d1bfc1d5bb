/// Takes contents out of a channel, cut into files again by their sizes.
struct ContentReceiver: ~Copyable {
    private let channel: ContentChannel
    private var chunk = ContentChannel.Chunk(isDeflate: false, bytes: [])
    private var offset = 0

    init(_ channel: ContentChannel) { self.channel = channel }

    deinit { channel.stop() }

    /// Hands over the next file: `size` bytes of content, and with them `deflateSize` bytes of the stream that they were
    /// packed in.
    ///
    /// - Throws: what kept the sender from sending them, and what the closures throw.
    mutating func receive(
        size: Int64, deflateSize: Int64, deflate: (UnsafeRawBufferPointer) throws -> Void,
        content: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var left = (content: size, deflate: deflateSize)
        while left.content > 0 || left.deflate > 0 {
            if offset == chunk.bytes.count { try next() }
            let wanted = chunk.isDeflate ? left.deflate : left.content
            let count = Int(min(wanted, Int64(chunk.bytes.count - offset)))
            precondition(count > 0, "the sender checks every file's sizes")
            try chunk.bytes.withUnsafeBytes { bytes in
                let piece = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
                if chunk.isDeflate { try deflate(piece) } else { try content(piece) }
            }
            offset += count
            if chunk.isDeflate { left.deflate -= Int64(count) } else { left.content -= Int64(count) }
        }
    }

    /// Waits until the sender found file number `index` in order, and drops what it sends meanwhile.
    ///
    /// - Throws: what the sender found wrong.
    mutating func confirm(_ index: Int) throws {
        while channel.completed <= index, try channel.receive() != nil {}
    }

    /// Waits for the sender's word that all was in order.
    ///
    /// - Throws: what the sender found wrong.
    mutating func finish() throws {
        while try channel.receive() != nil { preconditionFailure("the sender sends what the plan holds") }
    }

    private mutating func next() throws {
        channel.recycle(chunk.bytes)
        guard let received = try channel.receive() else {
            preconditionFailure("the sender sends what the plan holds")
        }
        (chunk, offset) = (received, 0)
    }
}
