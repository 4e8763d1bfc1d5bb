import Archive
import ELF
import OCI

extension LayerLibraries {
    /// Reads a layer's blob, in one pass for nearly all layers; the blob's digest was checked when it came in.
    ///
    /// - Throws: ``ArchiveError`` for a blob that is no archive.
    init(reading layer: Descriptor, in layout: ImageLayout) throws {
        self.init(keeping: [try TreePath("var/lib/dpkg/status".utf8)])
        repeat {
            var reader = try ArchiveReader(layout.path(of: layer.digest), filters: [.none, .gzip, .zstd])
            while let entry = try reader.next() {
                // An entry for the root itself says nothing of libraries.
                guard let path = try entry.relativePath() else { continue }
                begin(try Kind(entry.kind), at: try TreePath(path.bytes))
                if case .file = entry.kind { try reader.readData { content($0) } }
            }
        } while finish()
    }
}

extension LayerLibraries.Kind {
    fileprivate init(_ kind: ArchiveEntry.Kind) throws {
        switch kind {
        case .directory: self = .directory
        case .file(let size): self = .file(size: size)
        case .symbolicLink(let target): self = .symbolicLink(target: target)
        case .hardLink(let target): self = .hardLink(target: try TreePath(target))
        case .characterDevice, .blockDevice, .fifo: self = .other
        }
    }
}
