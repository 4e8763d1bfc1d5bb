import ELF

/// Takes from a layer's archive what concerns the loader.
struct LibraryReading: TarVisitor, Sendable {
    private(set) var libraries = LayerLibraries(keeping: Accounts.files)
    /// The last hard link's target: a million links to one file keep its path once.
    private var target: (raw: [UInt8], path: TreePath)?

    init() {}

    init(_ libraries: LayerLibraries) { self.libraries = libraries }

    /// Paths that are at fault, which the layer's tree tells of, are passed over.
    mutating func visit(_ member: TarMember) -> Bool {
        guard let path = try? EntryPath(member.path), let place = try? TreePath(path.bytes) else {
            // Its content must not count as that of the entry before it.
            libraries.begin(.other, at: .root)
            return true
        }
        libraries.begin(kind(of: member), at: place)
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) { libraries.content(bytes) }

    mutating func fault(_ fault: TarFault) {}

    /// Ends the archive; returns whether it must be read once more.
    mutating func finish() -> Bool { libraries.finish() }

    private mutating func kind(of member: TarMember) -> LayerLibraries.Kind {
        switch member.kind {
        case .directory: .directory
        case .file: .file(size: member.size, mode: member.mode)
        case .symbolicLink: .symbolicLink(target: member.link)
        case .hardLink: link(to: member.link).map { .hardLink(target: $0) } ?? .other
        case .characterDevice, .blockDevice, .fifo, .unknown: .other
        }
    }

    private mutating func link(to raw: [UInt8]) -> TreePath? {
        if let target, target.raw == raw { return target.path }
        target = (try? TreePath(raw)).map { (raw: raw, path: $0) }
        return target?.path
    }
}
