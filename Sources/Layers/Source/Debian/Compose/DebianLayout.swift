import Archive
import OCI

/// Which package has which path of a layer: decided for all packages before any is unpacked, so that the outcome depends on
/// the packages alone.
///
/// Of a directory that several packages have, base-files decides owner and mode, then the first package by name. Of a file
/// that two have, the one that replaces the other (Debian Policy 7.6.1) keeps it.
struct DebianLayout: Sendable {
    /// The directories that the packages bring, with their owners and modes.
    let directories: [TarPath: Directory]
    /// Where every entry of every package lies; nil for directories, and for what the layer has not.
    let places: [[TarPath?]]
    /// What each package has, as dpkg lists it: in its own spelling, in its own order, with what the rules leave out.
    let lists: [[[UInt8]]]
    /// The names in the root that are links into `/usr`.
    let links: [TarPath]

    struct Directory: Hashable, Sendable {
        let owner: TarOwner
        let mode: UInt16
    }

    /// - Parameters:
    ///   - packages: The packages, sorted by name.
    ///   - rules: What is left out of their files.
    ///   - below: What the layers below hold; empty for a base.
    init(
        _ packages: [DebPackage], merged: MergedPaths, rules: DebianPathRules, below: [TarPath: TarEntry]
    ) throws {
        var merger = LayoutMerger(packages, merged: merged, rules: rules, below: below)
        for index in packages.indices { try merger.add(index) }
        try merger.checkAncestors()
        (directories, places, lists) = merger.outcome
        links = try merged.links.map { try TarPath($0) }.filter { below[$0] == nil }
    }
}

private struct LayoutMerger {
    private let packages: [DebPackage]
    private let merged: MergedPaths
    private let rules: DebianPathRules
    private let below: [TarPath: TarEntry]
    private var directories: [TarPath: (package: Int, DebianLayout.Directory)] = [:]
    private var claims: [TarPath: Claim] = [:]
    private var places: [[TarPath?]]
    /// For every package its list, with the entry that each line came from.
    private var lists: [[(line: [UInt8], entry: Int)]]

    private struct Claim {
        let package: Int
        let entry: Int
    }

    init(
        _ packages: [DebPackage], merged: MergedPaths, rules: DebianPathRules, below: [TarPath: TarEntry]
    ) {
        self.packages = packages
        self.merged = merged
        self.rules = rules
        self.below = below
        places = packages.map { [TarPath?](repeating: nil, count: $0.contents.entries.count) }
        lists = packages.map { _ in [] }
    }

    mutating func add(_ index: Int) throws {
        for (number, entry) in packages[index].contents.entries.enumerated() {
            guard let path = entry.path else {
                lists[index].append((Array(".".utf8), number))
                continue
            }
            if entry.kind == .directory {
                lists[index].append((path.bytes, number))
                if !rules.leavesOut(path, isPlace: true) { try addDirectory(entry, path, of: index) }
            } else if case .symbolicLink(let target) = entry.kind, merged.isLink(path, target: target) {
                lists[index].append((path.bytes, number))
            } else {
                try addFile(entry, number, path, of: index)
            }
        }
    }

    private mutating func addDirectory(_ entry: PackageEntry, _ path: TarPath, of index: Int) throws {
        let place = try merged.map(directory: path)
        if let claim = claims[place] { throw collision(place, claim.package, index) }
        if let present = below[place] {
            guard present.kind == .directory else { throw collisionBelow(place, index) }
            return
        }
        if Normalization.rule(for: place, isDirectory: true) != nil { return }
        if let present = directories[place], !precedes(index, present.package) { return }
        directories[place] = (index, DebianLayout.Directory(owner: entry.owner, mode: entry.mode))
    }

    private mutating func addFile(_ entry: PackageEntry, _ number: Int, _ path: TarPath, of index: Int) throws {
        let place = try merged.map(path)
        if let directory = directories[place] { throw collision(place, directory.package, index) }
        if below[place] != nil { throw collisionBelow(place, index) }
        if let present = claims[place] {
            let other = present.package
            guard other != index else { throw collision(place, index, index) }
            switch (replaces(index, other), replaces(other, index)) {
            case (false, false): throw collision(place, other, index)
            case (false, true): return
            // Two that replace each other are unpacked by dpkg in turn, so that the later one stays.
            case (true, true) where !precedes(other, index): return
            case (true, _):
                places[other][present.entry] = nil
                lists[other].removeAll { $0.entry == present.entry }
            }
        }
        claims[place] = Claim(package: index, entry: number)
        lists[index].append((path.bytes, number))
        let isLink = entry.kind.isSymbolicLink
        if rules.leavesOut(path, isPlace: isLink) || Normalization.rule(for: place, isDirectory: false) != nil {
            return
        }
        if case .hardLink(let target) = entry.kind { try check(target: target, of: place, index) }
        places[index][number] = place
    }

    /// A hard link gives a name to a file that its own package has, and that is there.
    private func check(target: TarPath, of place: TarPath, _ index: Int) throws {
        let source = try merged.map(target)
        let entries = packages[index].contents.entries
        guard let claim = claims[source], claim.package == index, case .file = entries[claim.entry].kind,
            places[index][claim.entry] != nil
        else {
            throw DebianComposeError.badPath(
                package: name(index), path: place.description,
                reason: "it is a link to '\(source)', which the layer does not have of it")
        }
    }

    /// Nothing lies below what is no directory.
    func checkAncestors() throws {
        var known: Set<TarPath> = []
        for (place, package) in claims.map({ ($0, $1.package) }) + directories.map({ ($0, $1.package) }) {
            var ancestor = place.parent
            while let directory = ancestor, known.insert(directory).inserted {
                let isLink = claims[directory] != nil || (below[directory].map { $0.kind != .directory } ?? false)
                guard !isLink else {
                    throw DebianComposeError.throughLink(
                        package: name(package), path: place.description, link: directory.description)
                }
                ancestor = directory.parent
            }
        }
    }

    var outcome: ([TarPath: DebianLayout.Directory], [[TarPath?]], [[[UInt8]]]) {
        (directories.mapValues(\.1), places, lists.map { $0.map(\.line) })
    }

    /// base-files has the skeleton of the root; the rest is sorted by name.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let isBase = (name(left) == "base-files", name(right) == "base-files")
        return isBase.0 == isBase.1 ? left < right : isBase.0
    }

    private func replaces(_ left: Int, _ right: Int) -> Bool {
        let other = packages[right].locked
        return packages[left].replaces.contains { $0.name == other.name && ($0.bound?.admits(other.version) ?? true) }
    }

    private func name(_ index: Int) -> String { packages[index].locked.name.text }

    private func collision(_ path: TarPath, _ first: Int, _ second: Int) -> DebianComposeError {
        let pair = [first, second].sorted { name($0).utf8.lexicographicallyPrecedes(name($1).utf8) }
        if let diverter = pair.first(where: { packages[$0].diverts }) {
            return .diversion(path: path.description, first: name(pair[0]), second: name(pair[1]), by: name(diverter))
        }
        return .collision(path: path.description, first: name(pair[0]), second: name(pair[1]))
    }

    private func collisionBelow(_ path: TarPath, _ index: Int) -> DebianComposeError {
        .collisionBelow(path: path.description, package: name(index))
    }
}
