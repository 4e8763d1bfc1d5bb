import Archive
import ELF
import OCI

/// Takes from a layer's archive the code for GPUs in its files.
struct GPUCodeReading: TarVisitor, Sendable {
    /// The files that hold such code.
    private(set) var codes: [EntryPath: GPUCode] = [:]
    /// All that the layer has or takes away, which hides a file of a lower layer.
    private(set) var paths: Set<EntryPath> = []
    private(set) var fault: TarFault?
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

    mutating func fault(_ fault: TarFault) {
        if self.fault == nil, fault.code.severity == .error { self.fault = fault }
    }

    /// Ends the last entry.
    mutating func finish() {
        if let (path, scan) = current.take(), let scan, !scan.code.isEmpty { codes[path] = scan.code }
    }

    /// Reads a layer.
    ///
    /// - Throws: ``DiffError`` for a layer that is damaged, `LayoutError` for one that is missing or is another.
    static func read(_ descriptor: Descriptor, in layout: ImageLayout, limits: AuditLimits) throws -> GPUCodeReading {
        var content: LayerContent<GPUCodeReading>?
        do {
            try layout.stream(descriptor) { chunk in
                if content == nil {
                    guard let codec = LayerFormat.detected(chunk) else { throw DiffError.notALayer(descriptor.digest) }
                    content = try LayerContent(
                        codec, limit: limits.contentLimit(blobSize: descriptor.size),
                        visitor: GPUCodeReading(limits: limits), hashes: false)
                }
                try content?.write(chunk)
            }
            guard let content else { throw DiffError.notALayer(descriptor.digest) }
            try content.finish()
            if let fault = content.fault { throw DiffError.stream(descriptor.digest, fault) }
            content.update { $0.finish() }
            if let fault = content.visitor.fault {
                throw DiffError.archive(descriptor.digest, fault.code, path: fault.path.map { PrintableText($0) })
            }
            return content.visitor
        } catch let error as CodecError {
            throw DiffError.codec(descriptor.digest, error)
        }
    }
}
