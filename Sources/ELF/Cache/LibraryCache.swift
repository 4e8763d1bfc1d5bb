/// The loader's cache over an image's tree: which file is meant by which library's name.
///
/// Source: glibc 2.36, elf/ldconfig.c (`search_dir`) and elf/cache.c. It holds what Debian 12's `ldconfig -X` would find for
/// AMD64 in the same tree; libraries of other processors, 32-bit ones among them, are not in it.
public struct LibraryCache: Hashable, Sendable {
    /// One line of the cache.
    public struct Entry: Hashable, Sendable {
        /// The name that is looked for.
        public let name: LibraryName
        /// Where the file lies.
        public let path: [UInt8]
        /// The name of the subdirectory of `glibc-hwcaps` that it is in; nil for none.
        let capability: [UInt8]?
        let isaLevel: UInt8
    }

    /// The entries in the order of the file.
    public let entries: [Entry]
    /// The names of all subdirectories of `glibc-hwcaps`, used or not.
    let capabilities: Set<[UInt8]>

    private let nodes: Set<LibraryTree.Node>

    /// Looks through the directories that are configured in the tree.
    public init(of tree: LibraryTree) {
        let configuration = LoaderConfiguration(of: tree)
        var entries: [Entry] = []
        for directory in configuration.directories { entries += LibraryCache.libraries(in: directory, of: tree) }
        capabilities = configuration.capabilities
        nodes = Set(configuration.directories.map(\.node))
        // Equal ones stay in the order in which they were found.
        self.entries = entries.enumerated().sorted { left, right in
            let order = LibraryCache.compare(left.element, right.element)
            return order == 0 ? left.offset < right.offset : order < 0
        }.map(\.element)
    }

    /// Whether the libraries of a directory of the tree are looked for; of one that is not there, none are missed.
    public func looks(into path: [UInt8], of tree: LibraryTree) -> Bool {
        tree.resolve(path).map { nodes.contains($0) } ?? true
    }

    /// The higher name first; of one name, those for better processors before the rest.
    private static func compare(_ left: Entry, _ right: Entry) -> Int32 {
        let order = LibraryOrder.compare(right.name.bytes, left.name.bytes)
        if order != 0 { return order }
        switch (left.capability, right.capability) {
        case (nil, nil): return 0
        case (_?, nil): return -1
        case (nil, _?): return 1
        case (let one?, let other?):
            return one == other ? 0 : one.lexicographicallyPrecedes(other) ? -1 : 1
        }
    }
}

extension LibraryCache {
    /// A file of a directory that answers to a name.
    private struct Candidate {
        var file: [UInt8]
        let name: LibraryName
        var isLink: Bool
        var isaLevel: UInt8
    }

    private static func libraries(in directory: LoaderDirectory, of tree: LibraryTree) -> [Entry] {
        var candidates: [Candidate] = []
        var places: [LibraryName: Int] = [:]
        for file in tree.names(in: directory.node) {
            guard let candidate = candidate(file, in: directory, of: tree) else { continue }
            guard let place = places[candidate.name] else {
                places[candidate.name] = candidates.count
                candidates.append(candidate)
                continue
            }
            // A file before a link, and of two alike the newer.
            let known = candidates[place]
            let isNewer =
                known.isLink == candidate.isLink && LibraryOrder.compare(known.file, candidate.file) < 0
            if isNewer || (known.isLink && !candidate.isLink) {
                candidates[place].file = file
                candidates[place].isLink = candidate.isLink
                candidates[place].isaLevel = candidate.isaLevel
            }
        }
        return candidates.reversed().map { candidate in
            let file = directory.capability == nil ? candidate.name.bytes : candidate.file
            return Entry(
                name: candidate.name, path: directory.path + [UInt8(ascii: "/")] + file,
                capability: directory.capability, isaLevel: candidate.isaLevel)
        }
    }

    private static func candidate(
        _ file: [UInt8], in directory: LoaderDirectory, of tree: LibraryTree
    ) -> Candidate? {
        guard let node = tree.child(file, of: directory.node) else { return nil }
        var isLink = false
        switch tree.kind(of: node) {
        case .symbolicLink: isLink = true
        case .file: break
        case .directory, .other: return nil
        }
        // Below glibc-hwcaps a link may have any name.
        guard isLibrary(file) || (isLink && directory.capability != nil), !isOfPrelink(file) else { return nil }
        guard let real = tree.resolve(file, from: directory.node), let object = tree.object(at: real),
            object.machine == .x8664, object.kind == .shared, let dynamic = object.dynamic,
            let ownName = try? LibraryName(file)
        else { return nil }
        let soname = dynamic.soname ?? ownName
        if isLink, file != soname.bytes {
            // A link that is neither the soname nor the linker's own counts as a file.
            isLink = file.ends(with: ".so") && soname.bytes.starts(with: file)
        }
        return Candidate(file: file, name: isLink ? ownName : soname, isLink: isLink, isaLevel: object.isaLevel)
    }

    /// Whether a file's name is a library's or the loader's.
    ///
    /// Source: glibc 2.36, elf/dl-is_dso.h.
    private static func isLibrary(_ name: [UInt8]) -> Bool {
        if name.starts(with: "ld.so.".utf8) || name.starts(with: "ld64.so.".utf8) { return true }
        guard name.starts(with: "lib".utf8) || name.starts(with: "ld-".utf8) else { return false }
        return name.indices.contains { name[$0...].starts(with: ".so".utf8) }
    }

    private static func isOfPrelink(_ name: [UInt8]) -> Bool {
        name.ends(with: ".#prelink#") || name.dropLast(6).ends(with: ".#prelink#.")
    }
}

extension BidirectionalCollection<UInt8> {
    fileprivate func ends(with text: String) -> Bool { reversed().starts(with: text.utf8.reversed()) }
}
