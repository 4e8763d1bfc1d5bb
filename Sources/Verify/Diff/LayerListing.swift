import Archive
import OCI

/// Lists what a layer's archive holds, with the digest of every file.
struct LayerListing: LayerVisitor {
    private(set) var files: [EntryPath: FileState] = [:]
    var fault: TarFault?
    private var cursor: EntryCursor
    private let hasher = FileHasher()

    init(limits: AuditLimits) { cursor = EntryCursor(limits: limits) }

    mutating func visit(_ member: TarMember) -> Bool {
        finish()
        do throws(TarFault) { _ = try cursor.begin(member) } catch {
            fault(error)
            return false
        }
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) { hasher.update(bytes) }

    /// Ends the last entry.
    mutating func finish() {
        guard let (path, member) = cursor.take() else { return }
        let isFile = member.kind == .file
        let digest = hasher.take()
        let state = FileState(
            member, isWhiteout: LayerTree.isWhiteout(path.name), digest: isFile ? digest : nil)
        guard files.updateValue(state, forKey: path) == nil else {
            return fault(TarFault(.tarDuplicatePath, path: member.path))
        }
    }

    /// Lists a layer.
    ///
    /// - Throws: ``DiffError`` for a layer that is damaged, `LayoutError` for one that is missing or is another.
    static func read(_ descriptor: Descriptor, in layout: ImageLayout, limits: AuditLimits) throws -> [EntryPath:
        FileState]
    {
        try LayerListing(limits: limits).reading(descriptor, in: layout, limits: limits).files
    }
}

/// The hash of one file after the other.
final class FileHasher {
    private var hasher = SHA256Hasher()

    func update(_ bytes: UnsafeRawBufferPointer) { hasher.update(bytes) }

    /// The digest since the last call.
    func take() -> Digest { hasher.finish() }
}
