/// Looks for libraries in an image as its loader would.
///
/// Source: ld.so(8), "Dynamic string tokens" and the order of the search; glibc 2.36, elf/dl-load.c (`_dl_map_object`).
struct LibrarySearch {
    private let tree: LibraryTree
    private let cache: [LibraryName: [[UInt8]]]
    /// The directories of the variable `LD_LIBRARY_PATH` that containers of the image start with.
    private let environment: [[UInt8]]
    private let defaults: [[UInt8]]

    init(in tree: LibraryTree, libraryPath: [UInt8]) {
        self.tree = tree
        cache = tree.text(at: "/etc/ld.so.cache").flatMap { LibraryCacheReader($0) }?.paths ?? [:]
        environment = LibrarySearch.directories(libraryPath[...], origin: [])
        // Debian's loader knows the first two; others, those for 64 bits; musl, what is left.
        var defaults = [
            "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
        ]
        if tree.resolve(Array("/lib/ld-musl-x86_64.so.1".utf8)) != nil { defaults.append("/usr/local/lib") }
        self.defaults = defaults.map { Array($0.utf8) }
    }

    /// The directory that an object's own `DT_RPATH` names; none where a `DT_RUNPATH` takes its meaning away.
    func rPath(of object: LibraryTree.Node, _ dynamic: ELFDynamic) -> [[UInt8]] {
        guard dynamic.runPath == nil, let path = dynamic.rPath else { return [] }
        return LibrarySearch.directories(path[...], origin: tree.path(of: tree.parent(of: object)))
    }

    /// Where an object finds a library; nil where it does not.
    ///
    /// - Parameter inherited: the `DT_RPATH` of objects that may have loaded it.
    func find(
        _ name: LibraryName, for object: LibraryTree.Node, _ dynamic: ELFDynamic, inherited: Set<[UInt8]>
    ) -> LibraryTree.Node? {
        let origin = tree.path(of: tree.parent(of: object))
        if name.isPath { return library(at: LibrarySearch.expanded(name.bytes[...], origin: origin)) }
        let own = rPath(of: object, dynamic)
        let late = dynamic.runPath.map { LibrarySearch.directories($0[...], origin: origin) } ?? []
        for directory in own + environment + late {
            if let node = library(at: directory + [UInt8(ascii: "/")] + name.bytes) { return node }
        }
        if dynamic.runPath == nil {
            for directory in inherited {
                if let node = library(at: directory + [UInt8(ascii: "/")] + name.bytes) { return node }
            }
        }
        for path in cache[name] ?? [] {
            if dynamic.ignoresDefaults, isDefault(path) { continue }
            if let node = library(at: path) { return node }
        }
        guard !dynamic.ignoresDefaults else { return nil }
        for directory in defaults {
            if let node = library(at: directory + [UInt8(ascii: "/")] + name.bytes) { return node }
        }
        return nil
    }

    private func isDefault(_ path: [UInt8]) -> Bool {
        guard let cut = path.lastIndex(of: UInt8(ascii: "/")) else { return false }
        return defaults.contains { $0[...] == path[..<cut] }
    }

    /// The library at a path; nil where there is none, or one for another processor, which the loader passes over.
    private func library(at path: [UInt8]) -> LibraryTree.Node? {
        guard let node = tree.resolve(path), case .file(.scanned(let content)) = tree.kind(of: node) else { return nil }
        switch content {
        case .object(let object): return object.machine == .x8664 ? node : nil
        case .malformed: return node
        case .other, .foreign: return nil
        }
    }

    /// The directories of a list.
    private static func directories(_ list: ArraySlice<UInt8>, origin: [UInt8]) -> [[UInt8]] {
        list.split(whereSeparator: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") })
            .map { expanded($0, origin: origin) }
    }

    /// A path with the loader's words replaced.
    private static func expanded(_ path: ArraySlice<UInt8>, origin: [UInt8]) -> [UInt8] {
        var text = Array(path)
        for (word, value) in [
            ("ORIGIN", origin), ("LIB", Array("lib/x86_64-linux-gnu".utf8)), ("PLATFORM", Array("x86_64".utf8)),
        ] {
            text = replacing("${\(word)}", in: text, by: value)
            text = replacing("$\(word)", in: text, by: value)
        }
        return text
    }

    private static func replacing(_ word: String, in text: [UInt8], by value: [UInt8]) -> [UInt8] {
        let word = Array(word.utf8)
        var result: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            if rest.starts(with: word) {
                result += value
                rest = rest.dropFirst(word.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
