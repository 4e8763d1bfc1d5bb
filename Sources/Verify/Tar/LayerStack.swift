/// The trees of an image's layers, one upon the other.
struct LayerStack {
    private var trees: [LayerTree?] = []

    /// Adds the next layer and tells what is wrong with it in view of those below; nil for a layer that could not be read.
    ///
    /// Above such a layer nothing is told: what is missing may lie in it.
    mutating func add(_ tree: LayerTree?) -> [TarFault] {
        defer { trees.append(tree) }
        guard let tree, !trees.contains(where: { $0 == nil }) else { return [] }
        let links = tree.openLinks.filter { link in
            let node = visible(link.target, below: tree)
            return node != .file && node != .symbolicLink
        }
        let missing = links.map {
            TarFault(
                .tarLinkTarget, path: $0.path.bytes,
                actual: "\(PrintableText($0.target.bytes)), which is in no layer")
        }
        return missing + (trees.isEmpty ? [] : changes(tree)) + vain(tree)
    }

    /// Where the layer changes what a path is.
    private func changes(_ tree: LayerTree) -> [TarFault] {
        var faults: [(path: EntryPath, code: FindingCode, actual: String)] = []
        for (path, node) in tree.nodes {
            // Only a directory can be in another's place: a file over a file, or a link over one, is a new version.
            guard let below = visible(path, below: tree), !path.isRoot else { continue }
            let (isDirectory, wasDirectory) = (node == .directory || node == .implied, below.isDirectory)
            guard isDirectory != wasDirectory else { continue }
            faults.append(
                (path, node == .implied ? .tarLowerParent : .tarTypeChange, "\(below.word) lies below"))
        }
        return faults.sorted { $0.path < $1.path }.map { TarFault($0.code, path: $0.path.bytes, actual: $0.actual) }
    }

    /// The whiteouts of what was never there.
    private func vain(_ tree: LayerTree) -> [TarFault] {
        tree.removed.filter { visible($0, below: nil) == nil }.sorted().map {
            TarFault(.tarWhiteoutNothing, path: $0.bytes)
        }
    }

    /// What lies at `path` in the layers so far, as far as `top` does not hide it.
    private func visible(_ path: EntryPath, below top: LayerTree?) -> LayerTree.Node? {
        var above = top
        for case let tree? in trees.reversed() {
            if let above, above.hides(path) { return nil }
            if let node = tree.nodes[path] { return node }
            above = tree
        }
        return nil
    }
}

extension LayerTree.Node {
    fileprivate var isDirectory: Bool { self == .directory || self == .implied }

    fileprivate var word: String {
        switch self {
        case .implied, .directory: "a directory"
        case .file: "a file"
        case .symbolicLink: "a symbolic link"
        case .other: "a special file"
        }
    }
}

extension LayerTree {
    /// Whether this layer hides what lies at `path` in the layers below it.
    func hides(_ path: EntryPath) -> Bool {
        if removed.contains(path) { return true }
        var above = path.parent
        while let directory = above {
            if removed.contains(directory) || opaque.contains(directory) { return true }
            if let node = nodes[directory], node != .directory, node != .implied { return true }
            above = directory.parent
        }
        return false
    }
}
