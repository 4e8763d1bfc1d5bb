internal import Dispatch

/// gzip as a row of members, each of 1 MiB of content: they can be made side by side, and every reader of RFC 1952 takes
/// them as one stream.
struct GzipCompressor {
    private static let memberSize = 1 << 20

    private let level: Int
    private let workers: Int
    private let output: (UnsafeRawBufferPointer) throws -> Void
    private var pending: [UInt8] = []
    private var wroteMember = false

    init(level: Int, workers: Int, output: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.level = level
        self.workers = min(workers, 64)
        self.output = output
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        let batch = workers * Self.memberSize
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

    private mutating func writePending() throws {
        let count = max(1, (pending.count + Self.memberSize - 1) / Self.memberSize)
        var members = [Result<[UInt8], CodecError>](repeating: .success([]), count: count)
        let level = level
        pending.withUnsafeBytes { input in
            members.withUnsafeMutableBufferPointer { members in
                // Each iteration reads its own part of the input and sets its own member, and all are done when the call
                // returns: the promise of `concurrentPerform`.
                nonisolated(unsafe) let (input, members) = (input, members)
                DispatchQueue.concurrentPerform(iterations: count) { index in
                    let start = index * Self.memberSize
                    let end = min(start + Self.memberSize, input.count)
                    let piece = UnsafeRawBufferPointer(rebasing: input[start..<end])
                    members[index] = Result { () throws(CodecError) in
                        try DeflateCompressor.make(level: level).gzipMember(of: piece)
                    }
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
