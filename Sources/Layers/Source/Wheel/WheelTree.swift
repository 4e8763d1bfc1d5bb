import Archive

/// The files of all distributions and the links beside them, by path.
struct WheelTree {
    private enum Content {
        case file(WheelSpread.Placed)
        case link(WheelLink)
    }

    private var nodes: [TarPath: (content: Content, owner: String)] = [:]

    /// Adds a file of a distribution. Two of them may have the same file at one place, with the same content.
    mutating func add(_ placed: WheelSpread.Placed, at path: TarPath, from owner: String) throws(WheelError) {
        guard let present = nodes[path] else {
            nodes[path] = (.file(placed), owner)
            return
        }
        guard case .file(let other) = present.content, other.file.digest == placed.file.digest,
            other.file.size == placed.file.size
        else { throw .collision(path, first: present.owner, second: owner) }
        // Whichever comes first: who needs it executable gets it so.
        if placed.isExecutable { nodes[path] = (.file(placed), present.owner) }
    }

    /// Adds a link that the recipe asks for.
    mutating func add(_ link: WheelLink) throws(WheelError) {
        if let present = nodes[link.path] { throw .linkTaken(link.path, owner: present.owner) }
        nodes[link.path] = (.link(link), "the recipe's links")
    }

    /// Everything with the directories above it, sorted.
    func entries() throws(WheelError) -> [WheelLayerEntry] {
        var entries: [WheelLayerEntry] = []
        var directories: Set<TarPath> = []
        for (path, node) in nodes.sorted(by: { $0.key < $1.key }) {
            var above = path.parent
            while let directory = above, directories.insert(directory).inserted {
                if let blocking = nodes[directory] {
                    throw .fileAndDirectory(directory, first: blocking.owner, second: node.owner)
                }
                entries.append(WheelLayerEntry(path: directory, mode: 0o755, kind: .directory))
                above = directory.parent
            }
            switch node.content {
            case .file(let placed):
                entries.append(
                    WheelLayerEntry(path: path, mode: placed.isExecutable ? 0o755 : 0o644, kind: .file(placed.file)))
            case .link(let link):
                entries.append(WheelLayerEntry(path: path, mode: 0o777, kind: .link(target: link.target)))
            }
        }
        for case .link(let link) in nodes.sorted(by: { $0.key < $1.key }).map(\.value.content) {
            guard nodes[link.destination] != nil || directories.contains(link.destination) else {
                throw .linkDangles(link.path, destination: link.destination)
            }
        }
        return entries.sorted { $0.path < $1.path }
    }
}
