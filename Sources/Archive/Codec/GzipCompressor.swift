internal import Dispatch

/// gzip as a row of members: each of 1 MiB of content, so that they can be made side by side, or one deflate stream that
/// was there before. Every reader of RFC 1952 takes them as one stream.
struct GzipCompressor {
    private static let memberSize = 1 << 20

    private let compressors: [DeflateCompressor]
    private let output: (UnsafeRawBufferPointer) throws -> Void
    private var pending: [UInt8] = []
    private var wroteMember = false

    /// Throws `CodecError.library` when there is no memory.
    init(level: Int, workers: Int, output: @escaping (UnsafeRawBufferPointer) throws -> Void) throws(CodecError) {
        var compressors: [DeflateCompressor] = []
        for _ in 0..<min(workers, 64) { compressors.append(try DeflateCompressor(level: level)) }
        self.compressors = compressors
        self.output = output
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        let batch = compressors.count * Self.memberSize
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(batch - pending.count)
            pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece))
            rest = rest[piece.endIndex...]
            if pending.count == batch { try writePending() }
        }
    }

    /// Ends the stream; a stream without content is one empty member.
    mutating func finish() throws {
        if !pending.isEmpty || !wroteMember { try writePending() }
    }

    /// Begins a member whose deflate stream comes ready made. What was written before it ends a member of its own.
    mutating func beginSplice() throws {
        if !pending.isEmpty { try writePending() }
        wroteMember = true
        try GzipMember.header.withUnsafeBytes { try output($0) }
    }

    func splice(_ bytes: UnsafeRawBufferPointer) throws {
        try output(bytes)
    }

    func endSplice(checksum: UInt32, size: Int64) throws {
        try GzipMember.trailer(checksum: checksum, size: size).withUnsafeBytes { try output($0) }
    }

    private mutating func writePending() throws {
        let count = max(1, (pending.count + Self.memberSize - 1) / Self.memberSize)
        var members = [Result<[UInt8], CodecError>](repeating: .success([]), count: count)
        pending.withUnsafeBytes { input in
            members.withUnsafeMutableBufferPointer { members in
                // Each iteration reads its own part of the input, uses its own compressor and sets its own member, and all
                // are done when the call returns: the promise of `concurrentPerform`.
                nonisolated(unsafe) let (input, members, compressors) = (input, members, compressors)
                DispatchQueue.concurrentPerform(iterations: count) { index in
                    let start = index * Self.memberSize
                    let end = min(start + Self.memberSize, input.count)
                    let piece = UnsafeRawBufferPointer(rebasing: input[start..<end])
                    members[index] = Result { () throws(CodecError) in try compressors[index].gzipMember(of: piece) }
                }
            }
        }
        pending.removeAll(keepingCapacity: true)
        wroteMember = true
        for member in members {
            try member.get().withUnsafeBytes { try output($0) }
        }
    }
}
