extension LibraryTree {
    /// The most paths that one pattern may stand for.
    static let mostMatches = 10_000

    /// The directories that a pattern stands for, links to such among them, sorted by the bytes of their paths.
    public func directories(matching pattern: [UInt8]) -> [[UInt8]] {
        paths(matching: pattern).filter { resolve($0).map { isDirectory($0) } ?? false }
    }

    /// The paths that a pattern stands for, sorted by their bytes: `*` is any run of characters in one name and `?` any one,
    /// neither a name's leading dot. Links are followed on the way, and the paths keep their names.
    ///
    /// Source: glob(7), without bracket expressions.
    func paths(matching pattern: [UInt8]) -> [[UInt8]] {
        var found: [(path: [UInt8], node: Node)] = [([], LibraryTree.root)]
        for part in pattern.split(separator: UInt8(ascii: "/")) {
            var next: [(path: [UInt8], node: Node)] = []
            for (path, node) in found {
                let names = LibraryTree.isPattern(part) ? names(in: node) : [Array(part)]
                for name in names where !LibraryTree.isPattern(part) || LibraryTree.matches(name[...], part) {
                    guard next.count < LibraryTree.mostMatches, let child = resolve(name, from: node) else { continue }
                    next.append((path + [UInt8(ascii: "/")] + name, child))
                }
            }
            found = next
        }
        return found.map(\.path).sorted { $0.lexicographicallyPrecedes($1) }
    }

    static func isPattern(_ part: ArraySlice<UInt8>) -> Bool {
        part.contains(UInt8(ascii: "*")) || part.contains(UInt8(ascii: "?"))
    }

    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        if name.first == UInt8(ascii: "."), pattern.first != UInt8(ascii: ".") { return false }
        // One star at a time can be gone back to: that suffices, and takes no more than name times pattern.
        var (place, at) = (name.startIndex, pattern.startIndex)
        var star: (place: Int, at: Int)?
        while place < name.endIndex {
            if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
                star = (place, at)
                at += 1
            } else if at < pattern.endIndex, pattern[at] == UInt8(ascii: "?") || pattern[at] == name[place] {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.place + 1, last.at)
                place = last.place + 1
                at = last.at + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
