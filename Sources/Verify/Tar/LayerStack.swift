/// The trees of an image's layers, one upon the other.
struct LayerStack {
    private var trees: [LayerTree?] = []

    /// Adds the next layer and tells which of its hard links lead nowhere; nil for a layer that could not be read.
    ///
    /// Above such a layer nothing is told: the target may lie in it.
    mutating func add(_ tree: LayerTree?) -> [LayerTree.HardLink] {
        defer { trees.append(tree) }
        guard let tree, !trees.contains(where: { $0 == nil }) else { return [] }
        return tree.openLinks.filter { !finds($0.target, below: tree) }
    }

    private func finds(_ path: EntryPath, below top: LayerTree) -> Bool {
        var above = top
        for case let tree? in trees.reversed() {
            if above.hides(path) { return false }
            if let node = tree.nodes[path] { return node == .file || node == .symbolicLink }
            above = tree
        }
        return false
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
