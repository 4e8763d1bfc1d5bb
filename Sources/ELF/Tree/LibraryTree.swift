/// What an image's layers, one upon the other, say of directories, links and object files.
///
/// Layers are applied by their paths: the entry of a later layer takes the place of an earlier one's.
/// Source: OCI image-spec, layer.md, "Applying Changesets" and "Whiteouts".
public struct LibraryTree: Sendable {
    /// A place in the tree, for as long as it is not added to.
    typealias Node = Int

    enum Kind: Sendable {
        case directory
        case file(FileContent)
        case symbolicLink([UInt8])
        case other
    }

    private struct Item: Sendable {
        var kind: Kind
        var mode: UInt16 = 0
        var layer: Int
        let parent: Node
        let name: [UInt8]
        var children: [[UInt8]: Node] = [:]
    }

    private var items = [Item(kind: .directory, layer: 0, parent: 0, name: [])]
    private var layers = 0
    /// Links that are followed for one path, as Linux does.
    private static let mostLinks = 40

    static let root: Node = 0

    /// An empty tree.
    public init() {}

    /// Puts the next layer upon those that are there.
    public mutating func add(_ layer: LayerLibraries) {
        // Whiteouts are about the layers below, wherever they stand in their own.
        for entry in layer.entries { remove(by: entry.name, in: layer.directories[entry.directory]) }
        for entry in layer.entries { insert(entry, in: layer.directories[entry.directory]) }
        layers += 1
    }

    private mutating func remove(by mark: [UInt8], in directory: TreePath) {
        guard mark.starts(with: LibraryTree.whiteoutMark), let directory = walk(directory.names) else { return }
        if mark.elementsEqual(LibraryTree.opaqueMark) {
            items[directory].children = [:]
        } else {
            items[directory].children[Array(mark.dropFirst(LibraryTree.whiteoutMark.count))] = nil
        }
    }

    private mutating func insert(_ entry: LayerLibraries.Entry, in directory: TreePath) {
        let name = entry.name
        guard !name.isEmpty, !name.starts(with: LibraryTree.whiteoutMark) else { return }
        var node = LibraryTree.root
        for name in directory.names { node = makeDirectory(name, in: node) }
        let kind: Kind
        var mode: UInt16 = 0
        switch entry.kind {
        case .directory:
            items[makeDirectory(name, in: node)].layer = layers
            return
        case .file(_, let own):
            kind = .file(entry.content ?? .scanned(.other))
            mode = own
        case .symbolicLink(let target): kind = .symbolicLink(target)
        case .hardLink(let target):
            let place = walk(target.names)
            kind = place.map { items[$0].kind } ?? .other
            mode = place.map { items[$0].mode } ?? 0
        case .other: kind = .other
        }
        add(Item(kind: kind, mode: mode, layer: layers, parent: node, name: name))
    }

    private mutating func makeDirectory(_ name: [UInt8], in parent: Node) -> Node {
        if let node = items[parent].children[name], isDirectory(node) { return node }
        return add(Item(kind: .directory, layer: layers, parent: parent, name: name))
    }

    @discardableResult
    private mutating func add(_ item: Item) -> Node {
        let node = items.count
        items[item.parent].children[item.name] = node
        items.append(item)
        return node
    }

    /// The node at a path, no link followed.
    private func walk(_ names: [[UInt8]]) -> Node? {
        var node = LibraryTree.root
        for name in names {
            guard let child = items[node].children[name] else { return nil }
            node = child
        }
        return node
    }

    private static let whiteoutMark = Array(".wh.".utf8)
    private static let opaqueMark = Array(".wh..wh..opq".utf8)
}

extension LibraryTree {
    func kind(of node: Node) -> Kind { items[node].kind }

    /// Which layer a node is of, the lowest being 0.
    func layer(of node: Node) -> Int { items[node].layer }

    /// The permission bits of a file.
    func mode(of node: Node) -> UInt16 { items[node].mode }

    func parent(of node: Node) -> Node { items[node].parent }

    /// The last name of a node's path.
    func name(of node: Node) -> [UInt8] { items[node].name }

    func isDirectory(_ node: Node) -> Bool {
        if case .directory = items[node].kind { true } else { false }
    }

    func child(_ name: some Collection<UInt8>, of node: Node) -> Node? { items[node].children[[UInt8](name)] }

    /// The names in a directory, sorted by their bytes.
    func names(in node: Node) -> [[UInt8]] {
        items[node].children.keys.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The path from the root, with a slash before each name; nothing for the root.
    func path(of node: Node) -> [UInt8] {
        var names: [[UInt8]] = []
        var node = node
        while node != LibraryTree.root {
            names.append(items[node].name)
            node = items[node].parent
        }
        return names.reversed().flatMap { [UInt8(ascii: "/")] + $0 }
    }

    /// Every file with what is known of it, in the order of paths.
    func forEachFile(_ body: (Node, FileContent) -> Void) {
        var open = [LibraryTree.root]
        while let node = open.popLast() {
            if case .file(let content) = items[node].kind { body(node, content) }
            for name in names(in: node).reversed() {
                if let child = items[node].children[name] { open.append(child) }
            }
        }
    }

    /// Where a path leads, links followed as the kernel does in the image's own root; nil for nowhere.
    func resolve(_ path: some Collection<UInt8>, from start: Node = LibraryTree.root) -> Node? {
        var rest = path.split(separator: UInt8(ascii: "/")).map { [UInt8]($0) }
        rest.reverse()
        var node = path.first == UInt8(ascii: "/") ? LibraryTree.root : start
        var links = 0
        while let name = rest.popLast() {
            if name.elementsEqual([UInt8(ascii: ".")]) { continue }
            guard isDirectory(node) else { return nil }
            if name.elementsEqual("..".utf8) {
                node = items[node].parent
                continue
            }
            guard let child = items[node].children[name] else { return nil }
            guard case .symbolicLink(let target) = items[child].kind else {
                node = child
                continue
            }
            links += 1
            guard links <= LibraryTree.mostLinks, rest.count + target.count <= 1 << 16 else { return nil }
            if target.first == UInt8(ascii: "/") { node = LibraryTree.root }
            rest += target.split(separator: UInt8(ascii: "/")).reversed().map { [UInt8]($0) }
        }
        return node
    }

    /// The text of the file that a path leads to, where it was kept.
    public func text(at path: StaticString) -> [UInt8]? {
        path.withUTF8Buffer { resolve(Array($0)).flatMap { text(of: $0) } }
    }

    func text(of node: Node) -> [UInt8]? {
        if case .file(.text(let text)) = items[node].kind { text } else { nil }
    }

    /// The object file at a node.
    func object(at node: Node) -> ELFObject? {
        if case .file(.scanned(.object(let object))) = items[node].kind { object } else { nil }
    }
}
