import Archive

/// Unpacks the contents of a plan's files, in its order, into a channel: what one thread of a layer writer does.
///
/// A class, because closures that are called while a file is read add to it; it never leaves its thread.
final class ContentSender {
    private let channel: ContentChannel
    private let compression: Compression
    /// Content that is not yet a chunk, of one file or of many small ones.
    private var pending: [UInt8] = []
    /// What is left of the file that is being sent.
    private var count: Int64 = 0

    private static let chunkSize = 256 << 10

    init(_ channel: ContentChannel, compression: Compression) {
        self.channel = channel
        self.compression = compression
    }

    /// Sends all contents, and how it ended.
    func send(_ entries: [LayerEntry]) {
        do {
            for entry in entries { try send(entry) }
            try flush()
            channel.end()
        } catch {
            channel.end(error)
        }
    }

    private func send(_ entry: LayerEntry) throws {
        count = 0
        if case .packed(let file) = entry.content {
            try send(file, of: entry)
        } else {
            try entry.forEachChunk { try add($0, of: entry) }
        }
        let expected = entry.tar.contentSize
        guard count == expected else {
            throw TarError.contentSize(entry.tar.path, expected: expected, actual: count)
        }
        channel.complete()
    }

    private func send(_ file: PackedFile, of entry: LayerEntry) throws {
        do { try unpack(file, of: entry) } catch let error as ZipError { throw WheelError.archive(file.wheel, error) }
    }

    private func unpack(_ file: PackedFile, of entry: LayerEntry) throws {
        let isSpliced = entry.isSpliced(by: compression)
        guard let whole = try file.archive.whole(file.entry) else {
            return try file.archive.read(file.entry) { packed in
                if isSpliced { try send(Array(packed), isDeflate: true) }
            } receive: {
                try add($0, of: entry)
            }
        }
        if isSpliced { try send(whole.packed, isDeflate: true) }
        if whole.content.count < Self.chunkSize / 4 {
            try whole.content.withUnsafeBytes { try add($0, of: entry) }
        } else {
            try admit(whole.content.count, of: entry)
            try send(whole.content, isDeflate: false)
        }
    }

    /// Adds content to what is pending.
    private func add(_ bytes: UnsafeRawBufferPointer, of entry: LayerEntry) throws {
        try admit(bytes.count, of: entry)
        var rest = bytes[...]
        while !rest.isEmpty {
            if pending.capacity == 0 { pending = channel.emptyBuffer(capacity: Self.chunkSize) }
            let piece = rest.prefix(Self.chunkSize - pending.count)
            pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece))
            rest = rest[piece.endIndex...]
            if pending.count == Self.chunkSize { try flush() }
        }
    }

    private func admit(_ size: Int, of entry: LayerEntry) throws(TarError) {
        count += Int64(size)
        guard count <= entry.tar.contentSize else {
            throw .contentSize(entry.tar.path, expected: entry.tar.contentSize, actual: count)
        }
    }

    private func send(_ bytes: [UInt8], isDeflate: Bool) throws {
        try flush()
        try channel.send(ContentChannel.Chunk(isDeflate: isDeflate, bytes: bytes))
    }

    private func flush() throws {
        guard !pending.isEmpty else { return }
        let chunk = ContentChannel.Chunk(isDeflate: false, bytes: pending)
        pending = []
        try channel.send(chunk)
    }
}
