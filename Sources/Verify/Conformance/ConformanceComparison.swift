import OCI

/// Compares an image's layers, one after the other, with what a lock says of them.
struct ConformanceComparison {
    let side: ImageSide
    let facts: LockFacts
    /// What the lock says of the layer at each place; nothing where it does not speak of it.
    let covered: [Int: LayerFacts]
    var report: ConformanceReport
    /// The layers so far, one upon the other.
    var tree = MergedTree()
    /// What packages list and no layer so far had.
    var missing: Set<EntryPath> = []
    /// The records of packages as they lie upon each other.
    var documents: [EntryPath: [UInt8]] = [:]

    init(side: ImageSide, facts: LockFacts, covered: [Int: LayerFacts], report: ConformanceReport) {
        self.side = side
        self.facts = facts
        self.covered = covered
        self.report = report
    }

    /// Which contents the comparison needs of a layer.
    static func wishes(of layer: LayerFacts?) -> TreeListing.Wishes {
        var wishes = TreeListing.Wishes()
        wishes.keptBytes = 64 << 20
        switch layer?.content {
        case .debian:
            wishes.wantsMD5 = true
            wishes.keeps = { DebianRecordPath.isRecord($0) }
        case .wheels: wishes.keeps = { WheelRecords.isRecord($0) }
        case .declared, nil: wishes.keeps = { DebianRecordPath.isDatabase($0) }
        }
        return wishes
    }

    /// Takes the next layer.
    mutating func add(_ listing: TreeListing, at position: Int) {
        tree.add(listing)
        documents = documents.filter { tree.nodes[$0.key]?.entry.kind == .file && listing.nodes[$0.key] == nil }
        documents.merge(listing.documents) { $1 }
        checkPowers(listing, at: position)
        guard let layer = covered[position] else { return }
        checkTimes(listing, at: position)
        switch layer.content {
        case .debian(let debian): check(debian, listing, at: position)
        case .wheels(let wheels): check(wheels, listing, at: position)
        case .declared(let entries):
            check(entries, listing, at: position)
            refuseWhiteouts(listing, at: position)
        }
    }

    /// Ends the comparison, when all layers are there.
    mutating func finish() {
        checkPackages()
        checkUnusedPrivileges()
    }

    mutating func tell(
        _ code: FindingCode, _ position: Int, _ path: EntryPath?, expected: String? = nil, actual: String? = nil
    ) {
        let layer = side.layers[position]
        report.add(
            Finding(
                code, subject: layer.descriptor.digest, layer: layer.name,
                path: path.map { $0.isRoot ? Array(".".utf8) : $0.bytes }, expected: expected, actual: actual))
    }

    /// No time in the image is later than the lock's epoch.
    private mutating func checkTimes(_ listing: TreeListing, at position: Int) {
        for (path, node) in listing.nodes.filter({ $0.value.modified > facts.epoch }).sorted(by: { $0.key < $1.key }) {
            tell(
                .fileAttributes, position, path, expected: "a time of \(facts.epoch) at most",
                actual: "\(node.modified)")
        }
    }

    /// What other layers than Debian's take away from those below them, nobody asked for.
    mutating func refuseWhiteouts(_ listing: TreeListing, at position: Int) {
        for path in listing.removed.union(listing.opaque).sorted() {
            tell(.unaccountedFile, position, path, actual: "a whiteout")
        }
    }

    /// Tells of the directories that lead to nothing that is accounted for.
    mutating func checkDirectories(_ directories: [EntryPath], above accounted: Set<EntryPath>, at position: Int) {
        var needed: Set<EntryPath> = [.root]
        for path in accounted {
            var above = path.parent
            while let directory = above, needed.insert(directory).inserted { above = directory.parent }
        }
        for directory in directories where !needed.contains(directory) {
            tell(.unaccountedFile, position, directory, actual: "a directory")
        }
    }

    /// Checks a layer whose every path the lock names.
    private mutating func check(
        _ entries: [EntryPath: DeclaredEntry], _ listing: TreeListing, at position: Int
    ) {
        var directories: [EntryPath] = []
        for path in listing.nodes.keys.sorted() {
            guard let node = tree.nodes[path]?.entry else { continue }
            if let declared = entries[path] {
                check(node, as: declared, at: path, position)
            } else if node.kind == .directory {
                directories.append(path)
                checkPlain(node, modes: [0o755], at: path, position)
            } else {
                tell(.unaccountedFile, position, path, actual: node.kind.words)
            }
        }
        for path in entries.keys.sorted() where listing.nodes[path] == nil {
            tell(.fileMissing, position, path, expected: entries[path]?.kind.words)
        }
        checkDirectories(directories, above: Set(entries.keys), at: position)
    }

    private mutating func check(
        _ node: TreeNode, as declared: DeclaredEntry, at path: EntryPath, _ position: Int
    ) {
        guard node.kind == declared.kind else {
            tell(.fileAttributes, position, path, expected: declared.kind.words, actual: node.kind.words)
            return
        }
        if let content = declared.content, content != node.digest {
            tell(
                .fileContent, position, path, expected: content.description,
                actual: node.digest?.description ?? "nothing")
        } else if declared.content == nil, declared.kind == .file {
            report.paths.generated += 1
        } else {
            report.paths.locked += 1
        }
        if declared.kind == .symbolicLink, declared.target != node.link {
            tell(
                .fileAttributes, position, path, expected: "a link to \(PrintableText(declared.target))",
                actual: "\(PrintableText(node.link))")
        }
        let modes: Set<UInt16> = declared.kind == .symbolicLink ? [declared.mode, 0o777] : [declared.mode]
        checkPlain(node, modes: modes, user: declared.user, group: declared.group, at: path, position)
    }

    /// Mode, owner and attributes of what composing itself lays out.
    mutating func checkPlain(
        _ node: TreeNode, modes: Set<UInt16>, user: UInt32 = 0, group: UInt32 = 0, at path: EntryPath, _ position: Int
    ) {
        if !modes.contains(node.mode) {
            tell(
                .fileAttributes, position, path,
                expected: "the mode \(modes.sorted().map(octal).joined(separator: " or "))", actual: octal(node.mode))
        }
        if (node.user, node.group) != (user, group) {
            tell(
                .fileAttributes, position, path, expected: "the owner \(user):\(group)",
                actual: "\(node.user):\(node.group)")
        }
        if let name = node.attributes.keys.min(by: { $0.lexicographicallyPrecedes($1) }) {
            tell(.fileAttributes, position, path, expected: "no extended attribute", actual: "\(PrintableText(name))")
        }
    }
}
