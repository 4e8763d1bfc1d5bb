import OCI

/// The entries of a layer's archive in their order, whiteouts among them, with the digest of every file.
struct LayerSequence: LayerVisitor {
    private(set) var entries: [(path: EntryPath, node: TreeNode)] = []
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

    mutating func finish() {
        guard let (path, member) = cursor.take() else { return }
        entries.append((path, TreeNode(member, digest: member.kind == .file ? hasher.take() : nil)))
    }
}
