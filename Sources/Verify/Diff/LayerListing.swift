import Archive
import OCI

/// Lists what a layer's archive holds, with the digest of every file.
struct LayerListing: TarVisitor {
    private(set) var files: [EntryPath: FileState] = [:]
    private(set) var fault: TarFault?
    private let limits: AuditLimits
    private var current: (path: EntryPath, member: TarMember)?
    private var hasher = FileHasher()
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
        var content: LayerContent<LayerListing>?
        do {
            try layout.stream(descriptor) { chunk in
                if content == nil {
                    guard let codec = LayerFormat.detected(chunk) else { throw DiffError.notALayer(descriptor.digest) }
                    content = try LayerContent(
                        codec, limit: limits.contentLimit(blobSize: descriptor.size),
                        visitor: LayerListing(limits: limits), hashes: false)
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
            return content.visitor.files
        } catch let error as CodecError {
            throw DiffError.codec(descriptor.digest, error)
        }
    }
}

/// The hash of one file after the other.
private final class FileHasher {
    private var hasher = SHA256Hasher()

    func update(_ bytes: UnsafeRawBufferPointer) { hasher.update(bytes) }

    /// The digest since the last call.
    func take() -> Digest {
        var done = SHA256Hasher()
        swap(&done, &hasher)
        return done.finalize()
    }
}
