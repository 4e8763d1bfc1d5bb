import OCI

/// The entries of a layer's archive in their order, whiteouts among them, with the digest of every file.
struct LayerSequence: LayerVisitor {
    private(set) var entries: [(path: EntryPath, node: TreeNode)] = []
    private(set) var fault: TarFault?
    private let limits: AuditLimits
    private var current: (path: EntryPath, member: TarMember)?
    private let hasher = FileHasher()
    private var nameBytes = 0

    init(limits: AuditLimits) { self.limits = limits }

    mutating func visit(_ member: TarMember) -> Bool {
        finish()
        nameBytes += member.path.count + member.link.count
        guard entries.count < limits.entriesPerLayer, nameBytes <= limits.nameBytesPerLayer else {
            fault(TarFault(.tarLimit))
            return false
        }
        do throws(TarFault) { current = (try EntryPath(member.path), member) } catch {
            fault(TarFault(error.code, path: member.path))
            return false
        }
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) { hasher.update(bytes) }

    mutating func fault(_ fault: TarFault) {
        if self.fault == nil, fault.code.severity == .error { self.fault = fault }
    }

    mutating func finish() {
        guard let (path, member) = current else { return }
        current = nil
        entries.append((path, TreeNode(member, digest: member.kind == .file ? hasher.take() : nil)))
    }
}
