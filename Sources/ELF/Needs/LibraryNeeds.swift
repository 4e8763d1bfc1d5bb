/// Checks that every object file of an image finds the libraries that it needs.
///
/// Only objects for AMD64 that are linked dynamically are asked. A library counts as found, too, where an object of the image
/// that may have loaded the asking one brings it: by its `DT_RPATH`, or because it needs both. The driver's libraries
/// (``DriverLibraries``) are never looked for.
public struct LibraryNeeds: Sendable {
    /// What is wrong, in the order of paths; at most ``limit``.
    public private(set) var faults: [LibraryFault] = []
    /// Whether there are more.
    public private(set) var isCutShort = false
    /// The most faults that are told of one image.
    public static let limit = 200

    private let tree: LibraryTree
    private let search: LibrarySearch
    private var objects: [(node: LibraryTree.Node, object: ELFObject, dynamic: ELFDynamic)] = []
    /// Every `DT_RPATH` of the image.
    private var inherited: Set<[UInt8]> = []
    /// The libraries of the image by the names that they have.
    private var named: [[UInt8]: LibraryTree.Node] = [:]
    /// How many objects were told of for one name.
    private var told: [LibraryName: Int] = [:]
    /// The most of them: who brings the library helps all.
    public static let limitOfOne = 10
    /// The objects that need a name.
    private var loaders: [LibraryName: [Int]] = [:]

    /// Checks an image's tree.
    ///
    /// - Parameter libraryPath: what the image's configuration sets `LD_LIBRARY_PATH` to; empty for nothing.
    public init(of tree: LibraryTree, libraryPath: [UInt8] = []) {
        self.tree = tree
        search = LibrarySearch(in: tree, libraryPath: libraryPath)
        gather()
        for index in objects.indices { check(objects[index].node, objects[index].object, objects[index].dynamic) }
        faults.sort { $0.path.lexicographicallyPrecedes($1.path) }
    }

    private mutating func gather() {
        var found: [(node: LibraryTree.Node, content: ELFContent)] = []
        tree.forEachFile { node, content in
            if case .scanned(let content) = content { found.append((node, content)) }
        }
        for (node, content) in found {
            switch content {
            case .object(let object) where object.machine == .x8664:
                guard let dynamic = object.dynamic else { continue }
                for name in dynamic.needed { loaders[name, default: []].append(objects.count) }
                objects.append((node, object, dynamic))
                inherited.formUnion(search.rPath(of: node, dynamic))
                if object.kind == .shared {
                    named[tree.name(of: node)] = node
                    if let soname = dynamic.soname { named[soname.bytes] = named[soname.bytes] ?? node }
                }
            case .malformed(let fault): report(node, .malformed(fault))
            case .object, .foreign, .other: continue
            }
        }
    }

    private mutating func check(_ node: LibraryTree.Node, _ object: ELFObject, _ dynamic: ELFDynamic) {
        if let interpreter = object.interpreter, tree.resolve(interpreter.bytes) == nil {
            report(node, .interpreter(interpreter))
        }
        for name in dynamic.needed where !DriverLibraries.contains(name) {
            if search.find(name, for: node, dynamic, inherited: inherited) != nil { continue }
            if isBrought(name, to: node, dynamic) { continue }
            if let place = named[name.bytes] {
                report(node, .unreachable(name, at: tree.path(of: place)))
            } else {
                report(node, .missing(name))
            }
        }
    }

    /// Whether an object that needs this one needs `name` too, and finds it.
    private func isBrought(_ name: LibraryName, to node: LibraryTree.Node, _ dynamic: ELFDynamic) -> Bool {
        guard let soname = dynamic.soname ?? (try? LibraryName(tree.name(of: node))) else { return false }
        return (loaders[soname] ?? []).prefix(LibraryNeeds.limit).contains { index in
            let loader = objects[index]
            return loader.dynamic.needed.contains(name)
                && search.find(name, for: loader.node, loader.dynamic, inherited: inherited) != nil
        }
    }

    private mutating func report(_ node: LibraryTree.Node, _ reason: LibraryFault.Reason) {
        if let name = reason.name {
            told[name, default: 0] += 1
            if told[name, default: 0] > LibraryNeeds.limitOfOne { return }
        }
        guard faults.count < LibraryNeeds.limit else {
            isCutShort = true
            return
        }
        let path = Array(tree.path(of: node).dropFirst())
        faults.append(LibraryFault(path: path, layer: tree.layer(of: node), reason: reason))
    }
}
