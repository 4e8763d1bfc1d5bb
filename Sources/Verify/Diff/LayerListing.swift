import Archive
import OCI

/// Lists what a layer's archive holds, with the digest of every file.
struct LayerListing: LayerVisitor {
    private(set) var files: [EntryPath: FileState] = [:]
    private(set) var fault: TarFault?
    private let limits: AuditLimits
    private var current: (path: EntryPath, member: TarMember)?
    private let hasher = FileHasher()
    private var nameBytes = 0

    init(limits: AuditLimits) { self.limits = limits }

    mutating func visit(_ member: TarMember) -> Bool {
        finish()
        nameBytes += member.path.count + member.link.count
        guard files.count < limits.entriesPerLayer, nameBytes <= limits.nameBytesPerLayer else {
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

    /// Ends the last entry.
    mutating func finish() {
        guard let (path, member) = current else { return }
        current = nil
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
    func take() -> Digest {
        var done = SHA256Hasher()
        swap(&done, &hasher)
        return done.finalize()
    }
}
