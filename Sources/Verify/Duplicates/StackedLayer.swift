import OCI

/// One layer of an image with the files that it stores, and what it takes away from the layers below it.
///
/// Source: OCI image-spec, layer.md, "Whiteouts" and "Applying Changesets".
struct StackedLayer: Sendable {
    struct File: Sendable {
        let path: EntryPath
        let file: StoredFile
    }

    let name: String
    /// The files that have content, sorted by path.
    let files: [File]
    /// Everything that is no directory, and so hides what lies at its path and below it.
    private let blocking: Set<EntryPath>
    private let directories: Set<EntryPath>
    private let removed: Set<EntryPath>
    private let opaque: Set<EntryPath>

    /// Reads a layer.
    ///
    /// - Throws: ``DiffError``, `LayoutError`.
    init(_ layer: ImageSide.NamedLayer, limits: AuditLimits) throws {
        let listing = try LayerListing.read(layer.descriptor, in: layer.layout, limits: limits)
        self.init(name: layer.name, position: layer.position, listing: listing)
    }

    init(name: String, position: Int, listing: [EntryPath: FileState]) {
        self.name = name
        var files: [File] = []
        var (blocking, directories, removed, opaque): (Set<EntryPath>, Set<EntryPath>, Set<EntryPath>, Set<EntryPath>) =
            ([], [], [], [])
        for (path, state) in listing {
            switch state.kind {
            case "directory": directories.insert(path)
            case "whiteout":
                if path.name.elementsEqual(".wh..wh..opq".utf8) {
                    opaque.insert(path.parent ?? .root)
                } else {
                    removed.insert(path.sibling(path.name.dropFirst(4)))
                }
            default:
                blocking.insert(path)
                guard let digest = state.digest, state.size > 0 else { continue }
                let file = StoredFile(
                    layer: name, position: position, path: PrintableText(path.bytes), size: state.size, digest: digest)
                files.append(File(path: path, file: file))
            }
        }
        self.files = files.sorted { $0.path < $1.path }
        (self.blocking, self.directories, self.removed, self.opaque) = (blocking, directories, removed, opaque)
    }

    /// Whether a file at that path in a layer below cannot be seen through this one.
    func hides(_ path: EntryPath) -> Bool {
        if directories.contains(path) { return true }
        if blocking.contains(path) || removed.contains(path) { return true }
        var above = path.parent
        while let directory = above {
            if blocking.contains(directory) || removed.contains(directory) || opaque.contains(directory) { return true }
            above = directory.parent
        }
        return false
    }
}
