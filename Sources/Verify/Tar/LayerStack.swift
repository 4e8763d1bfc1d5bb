/// The trees of an image's layers, one upon the other.
struct LayerStack {
    /// What can be seen in the layers so far.
    private struct View {
        var paths = PathTable()
        /// What is at each place of the table.
        var nodes = [LayerTree.Node.absent]

        /// The place of a path that may be new, with what is there.
        mutating func insert(_ name: ArraySlice<UInt8>, in directory: PathTable.Place) -> PathTable.Place {
            let place = paths.insert(name, in: directory)
            if nodes.count < paths.count { nodes.append(.absent) }
            return place
        }
    }

    private let limits: AuditLimits
    /// Nil above a layer that could not be read.
    private var view: View? = View()
    private var isEmpty = true

    init(limits: AuditLimits) { self.limits = limits }

    /// Adds the next layer and tells what is wrong with it in view of those below; nil for a layer that could not be read.
    ///
    /// Above such a layer nothing is told: what is missing may lie in it. The work grows with the number of paths alone, not
    /// with how deep they are.
    mutating func add(_ tree: LayerTree?) -> [TarFault] {
        guard let tree, var view = view.take() else {
            view = nil
            return []
        }
        let places = LayerStack.places(of: tree, in: view)
        let vain = self.vain(tree, over: view, at: places)
        LayerStack.hide(under: tree, in: &view, at: places)
        let faults = links(tree, over: view, at: places) + changes(tree, over: view, at: places) + vain
        if isEmpty {
            view = LayerStack.view(of: tree)
        } else {
            LayerStack.put(tree, upon: &view, at: places)
        }
        isEmpty = false
        self.view = view
        return faults
    }

    /// Ends the stack below a layer with which the image has more paths than are looked at; tells so once.
    mutating func end(above size: PathTable.Size) -> [TarFault] {
        guard view.take() != nil else { return [] }
        return [
            TarFault(.tarLimit, expected: "at most \(limits.imagePaths)", actual: "\(size) in the layers up to here")
        ]
    }

    /// Where the paths of a layer are in the view; nil for those that it does not know.
    private static func places(of tree: LayerTree, in view: View) -> [PathTable.Place?] {
        var places: [PathTable.Place?] = [.root]
        places.reserveCapacity(tree.paths.count)
        for path in tree.paths.places.dropFirst() {
            let directory = places[tree.paths.parent(of: path).number]
            places.append(directory.flatMap { view.paths.find(tree.paths.name(of: path), in: $0) })
        }
        return places
    }

    /// Whiteouts of what is not there.
    private func vain(_ tree: LayerTree, over below: View, at places: [PathTable.Place?]) -> [TarFault] {
        var faults = FaultTally(limit: limits.faultsPerLayer)
        for path in tree.paths.places where tree.states[path.number].isRemoved {
            if let place = places[path.number], below.nodes[place.number] != .absent { continue }
            faults.add(.tarWhiteoutNothing) { TarFault(.tarWhiteoutNothing, path: tree.paths.bytes(of: path)) }
        }
        return faults.sorted
    }

    /// Links whose target is in no layer.
    private func links(_ tree: LayerTree, over below: View, at places: [PathTable.Place?]) -> [TarFault] {
        var faults = FaultTally(limit: limits.faultsPerLayer)
        for link in tree.openLinks {
            let target = places[link.target.number].map { below.nodes[$0.number] } ?? .absent
            if target == .file || target == .symbolicLink { continue }
            faults.add(.tarLinkTarget) {
                TarFault(
                    .tarLinkTarget, path: tree.paths.bytes(of: link.path),
                    actual: "\(PrintableText(tree.paths.bytes(of: link.target))), which is in no layer")
            }
        }
        return faults.listed
    }

    /// Where the layer changes what a path is.
    private func changes(_ tree: LayerTree, over below: View, at places: [PathTable.Place?]) -> [TarFault] {
        var faults = FaultTally(limit: limits.faultsPerLayer)
        for path in tree.paths.places.dropFirst() {
            let node = tree.states[path.number].node
            guard node != .absent, let place = places[path.number] else { continue }
            let below = below.nodes[place.number]
            // Only a directory can be in another's place: a file over a file, or a link over one, is a new version.
            guard below != .absent, node.isDirectory != below.isDirectory else { continue }
            let code: FindingCode = node == .implied ? .tarLowerParent : .tarTypeChange
            faults.add(code) {
                TarFault(code, path: tree.paths.bytes(of: path), actual: "\(below.word) lies below")
            }
        }
        return faults.sorted
    }

    /// Hides what the layer hides of the layers below; a path that it has itself is not among that, what lies below such a
    /// one is.
    private static func hide(under tree: LayerTree, in view: inout View, at places: [PathTable.Place?]) {
        let isWanted = tree.paths.places.contains { path in
            let state = tree.states[path.number]
            if state.isRemoved || state.isOpaque { return true }
            guard state.node.blocks, let place = places[path.number] else { return false }
            return view.nodes[place.number].isDirectory
        }
        guard isWanted else { return }
        var isRemoved = [Bool](repeating: false, count: view.paths.count)
        var isEmptied = isRemoved
        for path in tree.paths.places {
            guard let place = places[path.number] else { continue }
            let state = tree.states[path.number]
            isRemoved[place.number] = state.isRemoved
            isEmptied[place.number] = state.isOpaque || state.node.blocks
        }
        // A directory stands before what it holds.
        for place in view.paths.places.dropFirst() {
            let directory = view.paths.parent(of: place)
            guard isRemoved[place.number] || isEmptied[directory.number] else { continue }
            isEmptied[place.number] = true
            view.nodes[place.number] = .absent
        }
    }

    /// Puts what the layer holds upon the view.
    private static func put(_ tree: LayerTree, upon view: inout View, at known: [PathTable.Place?]) {
        var places = known
        for path in tree.paths.places {
            let place: PathTable.Place
            let name = tree.paths.name(of: path)
            if let known = places[path.number] {
                place = known
            } else {
                // Directories stand before what they hold, so the one above has a place by now.
                place = view.insert(name, in: places[tree.paths.parent(of: path).number] ?? .root)
                places[path.number] = place
            }
            let node = tree.states[path.number].node
            guard node != .absent, !LayerTree.isWhiteout(name) else { continue }
            if node != .implied || !view.nodes[place.number].isDirectory { view.nodes[place.number] = node }
        }
    }

    /// The lowest layer alone, which costs nothing.
    private static func view(of tree: LayerTree) -> View {
        View(
            paths: tree.paths,
            nodes: tree.paths.places.map { path in
                LayerTree.isWhiteout(tree.paths.name(of: path)) ? .absent : tree.states[path.number].node
            })
    }
}

extension LayerTree.Node {
    fileprivate var isDirectory: Bool { self == .directory || self == .implied }

    /// Whether nothing can lie below it.
    fileprivate var blocks: Bool { self != .absent && !isDirectory }

    fileprivate var word: String {
        switch self {
        case .absent: "nothing"
        case .implied, .directory: "a directory"
        case .file: "a file"
        case .symbolicLink: "a symbolic link"
        case .other: "a special file"
        }
    }
}
