import OCI

extension ConformanceComparison {
    /// Checks a layer of wheels: every file is in the RECORD of a locked project, with its digest.
    mutating func check(_ wheels: WheelsFacts, _ listing: TreeListing, at position: Int) {
        let directories = Set(
            listing.nodes.keys.compactMap { path in
                path.parent.map { WheelRecords.isDirectory($0, in: wheels.site) } == true ? path.parent : nil
            })
        let records = WheelRecords(Array(directories), in: wheels.site, documents: listing.documents)
        for fault in records.faults { tell(.packageRecords, position, fault.path, actual: fault.text) }
        checkProjects(wheels, records, at: position)
        refuseWhiteouts(listing, at: position)

        var rest: [EntryPath] = []
        for path in listing.nodes.keys.sorted() {
            guard let node = tree.nodes[path]?.entry else { continue }
            if let target = wheels.links[path] {
                let isLink = node.kind == .symbolicLink && node.link.elementsEqual(target.utf8)
                if isLink {
                    report.paths.locked += 1
                } else {
                    tell(
                        .fileAttributes, position, path, expected: "a link to \(target)",
                        actual: "\(node.kind.words) \(PrintableText(node.link))")
                }
            } else if let file = records.files[path] {
                check(node, as: file, at: path, position)
            } else if node.kind == .directory {
                rest.append(path)
                checkPlain(node, modes: [0o755], at: path, position)
            } else {
                tell(.unaccountedFile, position, path, actual: node.kind.words)
            }
        }
        for path in Set(records.files.keys).union(wheels.links.keys).sorted() where listing.nodes[path] == nil {
            tell(.fileMissing, position, path, expected: wheels.links[path] == nil ? "a file" : "a link")
        }
        checkDirectories(rest, above: Set(records.files.keys).union(wheels.links.keys), at: position)
    }

    private mutating func check(
        _ node: TreeNode, as file: WheelRecords.File, at path: EntryPath, _ position: Int
    ) {
        guard node.kind == .file else {
            tell(.fileAttributes, position, path, expected: "a file", actual: node.kind.words)
            return
        }
        if let digest = file.digest, digest != node.digest {
            tell(
                .fileContent, position, path, expected: digest.description,
                actual: node.digest?.description ?? "nothing")
        } else if file.digest == nil {
            report.paths.listed += 1
        } else {
            report.paths.recorded += 1
        }
        checkPlain(node, modes: [0o644, 0o755], at: path, position)
    }

    private mutating func checkProjects(_ wheels: WheelsFacts, _ records: WheelRecords, at position: Int) {
        var found: Set<String> = []
        for distribution in records.distributions {
            let path = distribution.directory
            guard found.insert(distribution.project).inserted else {
                tell(.packageExtra, position, path, actual: "\(distribution.project) once more")
                continue
            }
            guard let version = wheels.projects[distribution.project] else {
                tell(.packageExtra, position, path, actual: "\(distribution.project) \(distribution.version)")
                continue
            }
            if WheelRecords.comparable(version) != WheelRecords.comparable(distribution.version) {
                tell(
                    .packageVersion, position, path, expected: "\(distribution.project) \(version)",
                    actual: distribution.version)
            }
        }
        for project in wheels.projects.keys.sorted() where !found.contains(project) {
            tell(.packageMissing, position, nil, expected: "\(project) \(wheels.projects[project] ?? "")")
        }
    }
}

extension WheelRecords {
    /// Whether the path is that of a `.dist-info` directory among the modules.
    static func isDirectory(_ path: EntryPath, in site: EntryPath) -> Bool {
        path.parent == site && path.name.suffix(10).elementsEqual(".dist-info".utf8)
    }

    /// Whether a file is METADATA or RECORD of a `.dist-info` directory.
    static func isRecord(_ path: EntryPath) -> Bool {
        guard path.parent?.name.suffix(10).elementsEqual(".dist-info".utf8) == true else { return false }
        return path.name.elementsEqual("METADATA".utf8) || path.name.elementsEqual("RECORD".utf8)
    }
}
