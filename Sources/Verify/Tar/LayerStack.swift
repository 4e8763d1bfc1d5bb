/// The trees of an image's layers, one upon the other.
struct LayerStack {
    /// What can be seen in the layers so far; nil above a layer that could not be read.
    private var view: [EntryPath: LayerTree.Node]? = [:]
    private var isEmpty = true

    /// Adds the next layer and tells what is wrong with it in view of those below; nil for a layer that could not be read.
    ///
    /// Above such a layer nothing is told: what is missing may lie in it. The work grows with the number of paths alone, not
    /// with how deep they are.
    mutating func add(_ tree: LayerTree?) -> [TarFault] {
        guard let tree, let below = view.take() else {
            view = nil
            return []
        }
        defer { isEmpty = false }
        let vain = tree.removed.filter { below[$0] == nil }.sorted().map {
            TarFault(.tarWhiteoutNothing, path: $0.bytes)
        }
        var kept = below
        for path in LayerStack.hidden(by: tree, in: below) { kept[path] = nil }
        let links = tree.openLinks.filter { kept[$0.target] != .file && kept[$0.target] != .symbolicLink }.map {
            TarFault(
                .tarLinkTarget, path: $0.path.bytes,
                actual: "\(PrintableText($0.target.bytes)), which is in no layer")
        }
        let changes = isEmpty ? [] : LayerStack.changes(tree, over: kept)
        for (path, node) in tree.nodes where !LayerTree.isWhiteout(path.name) {
            if node != .implied || kept[path]?.isDirectory != true { kept[path] = node }
        }
        view = kept
        return links + changes + vain
    }

    /// Where the layer changes what a path is.
    private static func changes(_ tree: LayerTree, over below: [EntryPath: LayerTree.Node]) -> [TarFault] {
        var faults: [(path: EntryPath, code: FindingCode, actual: String)] = []
        for (path, node) in tree.nodes {
            // Only a directory can be in another's place: a file over a file, or a link over one, is a new version.
            guard let below = below[path], !path.isRoot, node.isDirectory != below.isDirectory else { continue }
            faults.append((path, node == .implied ? .tarLowerParent : .tarTypeChange, "\(below.word) lies below"))
        }
        return faults.sorted { $0.path < $1.path }.map { TarFault($0.code, path: $0.path.bytes, actual: $0.actual) }
    }

    /// What the layer hides of the layers below; a path that it has itself is not among that, what lies below such a one is.
    private static func hidden(by tree: LayerTree, in below: [EntryPath: LayerTree.Node]) -> Set<EntryPath> {
        let replaced = tree.nodes.contains { path, node in !node.isDirectory && below[path]?.isDirectory == true }
        guard replaced || !tree.removed.isEmpty || !tree.opaque.isEmpty else { return [] }
        var hidden: Set<EntryPath> = []
        // A directory stands before what it holds.
        for path in below.keys.sorted() where !path.isRoot {
            let isBelowHidden =
                path.parent.map { parent in
                    hidden.contains(parent) || tree.opaque.contains(parent)
                        || tree.nodes[parent].map { !$0.isDirectory } ?? false
                } ?? false
            if isBelowHidden || tree.removed.contains(path) { hidden.insert(path) }
        }
        return hidden
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
