import Archive
import ELF
import OCI

/// Takes from a layer's archive the code for GPUs in its files.
struct GPUCodeReading: LayerVisitor, Sendable {
    /// The files that hold such code.
    private(set) var codes: [EntryPath: GPUCode] = [:]
    /// All that the layer has or takes away, which hides a file of a lower layer.
    private(set) var paths: Set<EntryPath> = []
    var fault: TarFault?
    private let limits: AuditLimits
    private var nameBytes = 0
    private var current: (path: EntryPath, scan: FatbinScan?)?

    init(limits: AuditLimits) { self.limits = limits }

    mutating func visit(_ member: TarMember) -> Bool {
        finish()
        nameBytes += member.path.count
        guard paths.count < limits.entriesPerLayer, nameBytes <= limits.nameBytesPerLayer else {
            fault(TarFault(.tarLimit))
            return false
        }
        guard let path = try? EntryPath(member.path) else {
            fault(TarFault(.tarPathEscape, path: member.path))
            return false
        }
        let hidden = LayerTree.isWhiteout(path.name) ? path.sibling(path.name.dropFirst(4)) : path
        if member.kind != .directory { paths.insert(hidden) }
        current = member.kind == .file ? (path, FatbinScan()) : nil
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) { current?.scan?.write(bytes) }

    /// Ends the last entry.
    mutating func finish() {
        if let (path, scan) = current.take(), let scan, !scan.code.isEmpty { codes[path] = scan.code }
    }

    /// Reads a layer.
    ///
    /// - Throws: ``DiffError`` for a layer that is damaged, `LayoutError` for one that is missing or is another.
    static func read(_ descriptor: Descriptor, in layout: ImageLayout, limits: AuditLimits) throws -> GPUCodeReading {
        try GPUCodeReading(limits: limits).reading(descriptor, in: layout, limits: limits)
    }
}
