import ELF

/// Takes from a layer's archive what concerns the loader.
struct LibraryReading: TarVisitor, Sendable {
    private(set) var libraries = LayerLibraries(keeping: Accounts.files)

    init() {}

    init(_ libraries: LayerLibraries) { self.libraries = libraries }

    /// Paths that are at fault, which the layer's tree tells of, are passed over.
    mutating func visit(_ member: TarMember) -> Bool {
        guard let path = try? EntryPath(member.path), let place = try? TreePath(path.bytes) else {
            // Its content must not count as that of the entry before it.
            libraries.begin(.other, at: .root)
            return true
        }
        libraries.begin(LibraryReading.kind(of: member), at: place)
        return true
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) { libraries.content(bytes) }

    mutating func fault(_ fault: TarFault) {}

    /// Ends the archive; returns whether it must be read once more.
    mutating func finish() -> Bool { libraries.finish() }

    private static func kind(of member: TarMember) -> LayerLibraries.Kind {
        switch member.kind {
        case .directory: .directory
        case .file: .file(size: member.size, mode: member.mode)
        case .symbolicLink: .symbolicLink(target: member.link)
        case .hardLink: (try? TreePath(member.link)).map { .hardLink(target: $0) } ?? .other
        case .characterDevice, .blockDevice, .fifo, .unknown: .other
        }
    }
}
