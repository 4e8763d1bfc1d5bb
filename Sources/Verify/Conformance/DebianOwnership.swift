import Glibc
import OCI

/// What the packages of an image own of its paths, by their own records.
struct DebianOwnership {
    let records: DpkgRecords
    /// The paths that packages list, where they really lie: `/bin/sh` is `usr/bin/sh` in a merged root.
    private(set) var paths: Set<EntryPath> = []
    /// How the packages spell a path, where that is not where it lies.
    private(set) var spellings: [EntryPath: [EntryPath]] = [:]
    /// The MD5 of files.
    private(set) var sums: [EntryPath: [UInt8]] = [:]
    /// Where a file went that another package brings, too.
    private(set) var diverted: [EntryPath: EntryPath] = [:]
    /// Where diverted files lie, should another package bring them.
    private var places: Set<EntryPath> = []
    private let known: Set<String>
    /// The lines of the database of alternatives: links, and what they may lead to.
    private var alternatives: Set<[UInt8]> = []

    /// - Parameter known: the packages that may own something.
    init(of known: Set<String>, documents: [EntryPath: [UInt8]], tree: MergedTree) {
        self.known = known
        records = DpkgRecords(documents)
        for path in documents.keys.sorted() {
            guard let bytes = documents[path] else { continue }
            if path.bytes.starts(with: DebianRecordPath.alternatives) {
                alternatives.formUnion(bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) })
                continue
            }
            guard let owner = DebianRecordPath.owner(of: path), known.contains(owner.package) else { continue }
            switch owner.kind {
            case "list":
                for listed in DpkgRecords.list(bytes) {
                    let place = tree.resolvingParents(of: listed)
                    paths.insert(place)
                    if place != listed { spellings[place, default: []].append(listed) }
                }
            case "md5sums":
                for (listed, sum) in DpkgRecords.sums(bytes) { sums[tree.resolvingParents(of: listed)] = sum }
            default: break
            }
        }
        divert(documents)
    }

    /// Source: dpkg-divert(1); the database has three lines for each: from, to, by whom.
    private mutating func divert(_ documents: [EntryPath: [UInt8]]) {
        guard let place = try? EntryPath(DebianRecordPath.diversions), let bytes = documents[place] else { return }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        for index in stride(from: 0, to: lines.count - 2, by: 3) {
            guard let from = EntryPath(absolute: lines[index]), let to = EntryPath(absolute: lines[index + 1]),
                paths.contains(from)
            else { continue }
            diverted[from] = to
            places.insert(to)
        }
    }

    /// Whether a path is a package's.
    func owns(_ path: EntryPath) -> Bool { paths.contains(path) || places.contains(path) }

    /// Whether a path is one that tools make of what packages bring.
    func generates(_ path: EntryPath, _ node: TreeNode, in tree: MergedTree) -> Bool {
        if let owner = DebianRecordPath.owner(of: path) {
            return known.contains(owner.package) && DebianRecordPath.kinds.contains(owner.kind)
        }
        if path.bytes.starts(with: DebianRecordPath.alternatives) { return node.kind == .file }
        switch node.kind {
        case .symbolicLink: return isAlternative(path, node)
        case .file: return isBytecode(path)
        default: return false
        }
    }

    /// Source: update-alternatives(1).
    private func isAlternative(_ path: EntryPath, _ node: TreeNode) -> Bool {
        if path.parent?.bytes.elementsEqual("etc/alternatives".utf8) == true { return alternatives.contains(node.link) }
        guard node.link.starts(with: "/etc/alternatives/".utf8) else { return false }
        let slash = UInt8(ascii: "/")
        let spelled = [path.bytes, path.bytes.starts(with: "usr/".utf8) ? Array(path.bytes.dropFirst(4)) : path.bytes]
        return spelled.contains { alternatives.contains([slash] + $0) }
    }

    /// `DIRECTORY/__pycache__/NAME.cpython-311.pyc` of a package's `DIRECTORY/NAME.py`. Source: PEP 3147.
    private func isBytecode(_ path: EntryPath) -> Bool {
        guard let cache = path.parent, cache.name.elementsEqual("__pycache__".utf8), let directory = cache.parent,
            path.name.suffix(4).elementsEqual(".pyc".utf8),
            let mark = path.name.firstRange(of: Array(".cpython-".utf8))
        else { return false }
        let source = directory.bytes + [UInt8(ascii: "/")] + path.name[..<mark.lowerBound] + Array(".py".utf8)
        return (try? EntryPath(source)).map { paths.contains($0) || sums[$0] != nil } ?? false
    }
}

/// What composing leaves out of a Debian layer although packages list it. docs/debian.md tells why.
enum LeftOutPath {
    static let directories = [
        "dev", "proc", "sys", "run", "tmp", "var/tmp", "var/log", "var/cache/apt", "var/lib/apt/lists", "var/cache/man",
        "var/cache/ldconfig",
    ]

    static func covers(_ path: EntryPath) -> Bool {
        directories.contains { path.bytes.starts(with: Array("\($0)/".utf8)) }
    }
}

/// dpkg's `path-exclude` and `path-include`.
enum DebianPathRules {
    /// Whether a path is left out. The corresponding C function is `fnmatch` without flags, as dpkg(1) calls it.
    static func leavesOut(_ path: EntryPath, exclude: [String], keep: [String]) -> Bool {
        let place = [UInt8(ascii: "/")] + path.bytes
        return DiskEntry.withName(place) { place in
            exclude.contains { fnmatch($0, place, 0) == 0 } && !keep.contains { fnmatch($0, place, 0) == 0 }
        }
    }
}
