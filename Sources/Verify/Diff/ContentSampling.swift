import OCI

/// What is kept of a file's content to tell where it differs from another's.
enum ContentSample {
    /// All of it.
    case whole([UInt8])
    /// The digests of its blocks, for a file that is too large to keep.
    case blocks([Digest])
}

/// Samples some files of a layer, in memory that does not grow with them.
struct ContentSampling: LayerVisitor {
    /// The size of a block.
    static let block = 1 << 20
    /// The largest file that is kept whole.
    static let largestWhole: Int64 = 16 << 20
    /// The most bytes that are kept of one layer.
    private static let budget: Int64 = 48 << 20

    private(set) var samples: [EntryPath: ContentSample] = [:]
    var fault: TarFault?
    private let wanted: Set<EntryPath>
    private var current: EntryPath?
    private var whole: [UInt8]?
    private var kept: Int64 = 0
    private let blocks = BlockHasher(size: block)

    init(of wanted: Set<EntryPath>) { self.wanted = wanted }

    mutating func visit(_ member: TarMember) -> Bool {
        finish()
        guard member.kind == .file, let path = try? EntryPath(member.path), wanted.contains(path) else { return true }
        current = path
        if member.size <= ContentSampling.largestWhole, kept + member.size <= ContentSampling.budget {
            kept += member.size
            whole = []
        }
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {
        guard current != nil else { return }
        if whole != nil { whole?.append(contentsOf: bytes) } else { blocks.update(bytes) }
    }

    mutating func finish() {
        guard let path = current else { return }
        current = nil
        samples[path] = whole.take().map { .whole($0) } ?? .blocks(blocks.take())
    }
}

/// Keeps one block of each of some files.
struct BlockSampling: LayerVisitor {
    private(set) var blocks: [EntryPath: [UInt8]] = [:]
    var fault: TarFault?
    private let wanted: [EntryPath: Int]
    private var current: (path: EntryPath, skip: Int64)?

    init(of wanted: [EntryPath: Int]) { self.wanted = wanted }

    mutating func visit(_ member: TarMember) -> Bool {
        current = nil
        guard member.kind == .file, let path = try? EntryPath(member.path), let block = wanted[path] else {
            return true
        }
        current = (path, Int64(block) * Int64(ContentSampling.block))
        blocks[path] = []
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {
        guard let (path, skip) = current else { return }
        let passed = Int(min(skip, Int64(bytes.count)))
        current = (path, skip - Int64(passed))
        let room = ContentSampling.block - (blocks[path]?.count ?? 0)
        blocks[path]?.append(contentsOf: bytes[passed...].prefix(room))
    }

    mutating func finish() { current = nil }
}

/// The digests of the blocks of one file after the other.
///
/// A class, because hashers cannot be copied and visitors are; it never leaves the thread that feeds it.
private final class BlockHasher {
    private var hasher = SHA256Hasher()
    private var filled = 0
    private var digests: [Digest] = []
    private let size: Int

    init(size: Int) { self.size = size }

    func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(size - filled))
            hasher.update(piece)
            filled += piece.count
            rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
            if filled == size { end() }
        }
    }

    private func end() {
        digests.append(hasher.finish())
        filled = 0
    }

    /// The digests since the last call.
    func take() -> [Digest] {
        if filled > 0 { end() }
        defer { digests = [] }
        return digests
    }
}
