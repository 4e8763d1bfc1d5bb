import OCI

extension ConformanceComparison {
    /// Checks a layer of Debian packages: every path is a locked package's, or one that composing makes.
    mutating func check(_ debian: DebianFacts, _ listing: TreeListing, at position: Int) {
        let known = packages(upTo: position)
        let owned = DebianOwnership(of: Set(known.keys), documents: documents, tree: tree)
        for fault in owned.records.faults { tell(.packageRecords, position, nil, actual: fault) }
        var directories: [EntryPath] = []
        var accounted: Set<EntryPath> = []
        for path in listing.nodes.keys.sorted() {
            guard let node = tree.nodes[path]?.entry else { continue }
            if owned.owns(path) {
                accounted.insert(path)
                check(node, sum: owned.sums[path] ?? owned.records.configurationSums[path], at: path, position)
            } else if let sum = owned.sums[path] ?? owned.records.configurationSums[path] {
                accounted.insert(path)
                check(node, sum: sum, at: path, position)
            } else if owned.generates(path, node, in: tree) || GeneratedPath.covers(path, node.kind) {
                accounted.insert(path)
                report.paths.generated += 1
                checkBundle(path, at: position)
            } else if node.kind == .directory {
                directories.append(path)
            } else if !debian.isConfigured, node.kind == .symbolicLink || path.bytes.starts(with: "etc/".utf8) {
                // Nothing in such an image says whose they are.
                accounted.insert(path)
                report.paths.unlisted += 1
            } else {
                tell(.unaccountedFile, position, path, actual: node.kind.words)
            }
        }
        if debian.isConfigured { checkDirectories(directories, above: accounted, at: position) }
        checkPresence(of: owned, at: position)
    }

    /// The packages that the lock's layers up to this one hold, with their versions.
    private func packages(upTo position: Int) -> [String: String] {
        var packages: [String: String] = [:]
        for (place, layer) in covered where place <= position {
            if case .debian(let debian) = layer.content { packages.merge(debian.packages) { $1 } }
        }
        return packages
    }

    private mutating func check(_ node: TreeNode, sum: [UInt8]?, at path: EntryPath, _ position: Int) {
        guard let sum else {
            report.paths.listed += 1
            return
        }
        guard node.kind == .file, node.md5 == sum else {
            tell(
                .fileContent, position, path, expected: "md5 \(sum.map { hexByte($0) }.joined())",
                actual: node.md5.map { "md5 \($0.map { hexByte($0) }.joined())" } ?? node.kind.words)
            return
        }
        report.paths.recorded += 1
    }

    private mutating func checkBundle(_ path: EntryPath, at position: Int) {
        guard path.bytes.elementsEqual(CertificateBundle.path), let bundle = documents[path],
            CertificateBundle.isWhole(bundle, among: documents, in: tree) == false
        else { return }
        tell(
            .fileContent, position, path, expected: "the certificates that /etc/ca-certificates.conf names",
            actual: "others")
    }

    /// Every path that a package lists is there, but for what the lock leaves out, and composing; told once, however many
    /// layers come upon it.
    private mutating func checkPresence(of owned: DebianOwnership, at position: Int) {
        let rules = covered.filter { $0.key <= position }.values.compactMap { layer -> DebianFacts? in
            if case .debian(let debian) = layer.content { debian } else { nil }
        }
        for path in owned.paths.union(owned.sums.keys).sorted() where tree.nodes[path] == nil {
            let isLeftOut = owned.spellings[path, default: [path]].allSatisfy { spelling in
                rules.contains { DebianPathRules.leavesOut(spelling, exclude: $0.exclude, keep: $0.keep) }
            }
            if isLeftOut || LeftOutPath.covers(path) || owned.diverted[path].map({ tree.nodes[$0] != nil }) == true {
                continue
            }
            if missing.insert(path).inserted { tell(.fileMissing, position, path, expected: "what a package lists") }
        }
    }

    /// The final database has the lock's packages, and no other.
    mutating func checkPackages() {
        let places = covered.filter { if case .debian = $0.value.content { true } else { false } }.keys.sorted()
        guard let top = places.last else { return }
        let expected = packages(upTo: top)
        let found = DpkgRecords(documents).packages
        for name in Set(expected.keys).union(found.keys).sorted() {
            switch (expected[name], found[name]) {
            case (let version?, nil): tell(.packageMissing, top, nil, expected: "\(name) \(version)")
            case (nil, let package?): tell(.packageExtra, top, nil, actual: "\(name) \(package.version)")
            case (let version?, let package?):
                if version != package.version {
                    tell(.packageVersion, top, nil, expected: "\(name) \(version)", actual: package.version)
                }
                if let state = package.state, state != "install ok installed" {
                    tell(.packageRecords, top, nil, expected: "\(name) as install ok installed", actual: state)
                }
            case (nil, nil): break
            }
        }
    }
}
