import OCI

/// What a layer's archive holds, whiteouts apart, with the digest of every file.
struct TreeListing: Sendable {
    /// Every path that the layer lists.
    fileprivate(set) var nodes: [EntryPath: TreeNode] = [:]
    /// What whiteouts take away from lower layers.
    fileprivate(set) var removed: Set<EntryPath> = []
    /// The directories whose lower content is hidden.
    fileprivate(set) var opaque: Set<EntryPath> = []
    /// The contents that were asked for.
    fileprivate(set) var documents: [EntryPath: [UInt8]] = [:]

    /// What is read of contents beside their digests.
    struct Wishes: Sendable {
        /// Which files' contents are kept.
        var keeps: @Sendable (EntryPath) -> Bool = { _ in false }
        /// How many bytes are kept at most, of all files together.
        var keptBytes = 0
        /// Whether the MD5 is wanted as well.
        var wantsMD5 = false
    }

    /// Lists a layer.
    ///
    /// - Throws: ``DiffError`` for a layer that is damaged, `LayoutError` for one that is missing or is another.
    static func read(
        _ descriptor: Descriptor, in layout: ImageLayout, limits: AuditLimits, wishes: Wishes = Wishes()
    ) throws -> TreeListing {
        try TreeReading(limits: limits, wishes: wishes).reading(descriptor, in: layout, limits: limits).listing
    }
}

/// Reads a layer's archive into a listing.
struct TreeReading: LayerVisitor {
    private(set) var listing = TreeListing()
    var fault: TarFault?
    private let wishes: TreeListing.Wishes
    private var cursor: EntryCursor
    private let hasher: ContentHasher
    private var kept: [UInt8]?
    private var keptBytes = 0

    init(limits: AuditLimits, wishes: TreeListing.Wishes) {
        cursor = EntryCursor(limits: limits)
        self.wishes = wishes
        hasher = ContentHasher(wantsMD5: wishes.wantsMD5)
    }

    mutating func visit(_ member: TarMember) -> Bool {
        finish()
        do throws(TarFault) {
            let path = try cursor.begin(member)
            if member.kind == .file, wishes.keeps(path), member.size <= Int64(wishes.keptBytes - keptBytes) {
                kept = []
                keptBytes += Int(member.size)
            }
        } catch {
            fault(error)
            return false
        }
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {
        hasher.update(bytes)
        kept?.append(contentsOf: bytes)
    }

    /// Ends the last entry.
    mutating func finish() {
        guard let (path, member) = cursor.take() else { return }
        if let bytes = kept.take() { listing.documents[path] = bytes }
        let sums = member.kind == .file ? hasher.take() : nil
        if LayerTree.isWhiteout(path.name) {
            if path.name.elementsEqual(".wh..wh..opq".utf8) {
                listing.opaque.insert(path.parent ?? .root)
            } else {
                listing.removed.insert(path.sibling(path.name.dropFirst(4)))
            }
            return
        }
        let node = TreeNode(member, digest: sums?.digest, md5: sums?.md5)
        guard listing.nodes.updateValue(node, forKey: path) == nil else {
            return fault(TarFault(.tarDuplicatePath, path: member.path))
        }
    }
}

/// The hashes of one file after the other.
///
/// A class, because hashers cannot be copied and visitors are; it never leaves the thread that feeds it.
private final class ContentHasher {
    private var sha256 = SHA256Hasher()
    private var md5: MD5Hasher?

    init(wantsMD5: Bool) { md5 = wantsMD5 ? MD5Hasher() : nil }

    func update(_ bytes: UnsafeRawBufferPointer) {
        sha256.update(bytes)
        md5?.update(bytes)
    }

    /// The hashes since the last call.
    func take() -> (digest: Digest, md5: [UInt8]?) {
        (sha256.finish(), md5?.finish())
    }
}
