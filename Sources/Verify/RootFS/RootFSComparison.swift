import OCI
import SystemPackage

/// One walk over a directory on disk beside an image's merged tree.
struct RootFSComparison {
    private let check: RootFSCheck
    private let tree: MergedTree
    private let children: [EntryPath: Set<EntryPath>]
    private let side: ImageSide
    private let image: Digest
    private var report = RootFSReport()
    /// The file on disk that the first name of a file of the image led to.
    private var identities: [Int: (identity: DiskEntry.FileIdentity, path: EntryPath)] = [:]
    /// How many names a file of the image has.
    private let groupSize: [Int: Int]
    private var open: [EntryPath] = []

    init(check: RootFSCheck, tree: MergedTree, side: ImageSide, image: Digest) {
        self.check = check
        self.tree = tree
        self.side = side
        self.image = image
        children = tree.children()
        groupSize = tree.nodes.values.reduce(into: [:]) { $0[$1.file, default: 0] += 1 }.filter { $0.value > 1 }
    }

    /// - Throws: `FileError`.
    mutating func run() throws -> RootFSReport {
        let root = try DiskDirectory(root: check.root)
        if let entry = try root.entry([UInt8(ascii: ".")]) {
            compare(entry, with: tree.nodes[.root], at: .root)
            report.paths += 1
        }
        open = [.root]
        // Depth first, in the order of names; a directory is opened anew by its path, so that depth costs no descriptors.
        while let path = open.popLast() {
            guard let directory = try root.directory(at: path) else {
                report.add(Finding(.rootfsType, subject: image, path: path.bytes, expected: "a directory"))
                continue
            }
            try walk(directory, at: path)
        }
        return report
    }

    private mutating func walk(_ directory: borrowing DiskDirectory, at path: EntryPath) throws {
        var missing = children[path] ?? []
        guard let mount = try directory.entry([UInt8(ascii: ".")])?.mount() else { return }
        var below: [EntryPath] = []
        let names = try directory.names().sorted { $0.lexicographicallyPrecedes($1) }
        for name in names {
            let prefix = path.isRoot ? [] : path.bytes + [UInt8(ascii: "/")]
            guard let child = try? EntryPath(prefix + name) else { continue }
            let isKnown = missing.remove(child) != nil
            if isIgnored(child) {
                report.ignored += 1
                continue
            }
            guard let entry = try directory.entry(name) else {
                if isKnown { tellMissing(child) }
                continue
            }
            if !check.crossesMounts, try entry.mount() != mount {
                report.mounts.append(PrintableText(child.bytes))
                continue
            }
            guard isKnown else {
                let kind = entry.kind
                let below = kind == .directory ? ", with all that lies in it" : ""
                report.add(
                    Finding(
                        .rootfsAdded, subject: image, path: child.bytes, expected: "nothing",
                        actual: "\(kind?.words ?? "a socket")\(below)"))
                continue
            }
            report.paths += 1
            let node = tree.nodes[child]
            if node?.entry.kind ?? .directory != entry.kind {
                tell(
                    .rootfsType, node, child, expected: (node?.entry.kind ?? .directory).words,
                    actual: entry.kind?.words ?? "a socket")
                continue
            }
            compare(entry, with: node, at: child)
            switch entry.kind {
            case .directory: below.append(child)
            case .file: try compareContent(entry, with: node, at: child)
            case .symbolicLink:
                let target = try entry.target()
                if let node, target != node.entry.link {
                    tell(
                        .rootfsTarget, node, child, expected: "\(PrintableText(node.entry.link))",
                        actual: "\(PrintableText(target))")
                }
            default: break
            }
        }
        for child in missing.sorted() {
            if isIgnored(child) { report.ignored += 1 } else { tellMissing(child) }
        }
        open += below.reversed()
    }

    private func isIgnored(_ path: EntryPath) -> Bool { check.ignoring.contains { $0.matches(path) } }

    private mutating func tell(
        _ code: FindingCode, _ node: MergedTree.Node?, _ path: EntryPath, expected: String, actual: String
    ) {
        let layer = node.map { side.layers[$0.layer] }
        report.add(
            Finding(
                code, subject: layer?.descriptor.digest ?? image, layer: layer?.name,
                path: path.isRoot ? Array(".".utf8) : path.bytes, expected: expected, actual: actual))
    }

    private mutating func tellMissing(_ path: EntryPath) {
        let node = tree.nodes[path]
        let kind = node?.entry.kind ?? .directory
        let below = kind == .directory && children[path] != nil ? ", with all that lies in it" : ""
        tell(.rootfsMissing, node, path, expected: kind.words + below, actual: "nothing")
    }

    /// Compares what every kind has; a directory that no layer lists may have any mode and owner.
    private mutating func compare(
        _ entry: borrowing DiskEntry, with node: MergedTree.Node?, at path: EntryPath
    ) {
        guard let node else { return }
        let (wanted, kind) = (node.entry, node.entry.kind)
        // Linux keeps no mode of links.
        if kind != .symbolicLink, wanted.mode != entry.permissions {
            tell(.rootfsMode, node, path, expected: octal(wanted.mode), actual: octal(entry.permissions))
        }
        if (wanted.user, wanted.group) != (entry.user, entry.group) {
            tell(
                .rootfsOwner, node, path, expected: "\(wanted.user):\(wanted.group)",
                actual: "\(entry.user):\(entry.group)")
        }
        if kind == .characterDevice || kind == .blockDevice, let device = wanted.device, device != entry.device {
            tell(
                .rootfsDevice, node, path, expected: "\(device.major):\(device.minor)",
                actual: "\(entry.device.major):\(entry.device.minor)")
        }
        compareAttributes(entry, with: node, at: path)
        guard kind == .file, node.file != 0 else { return }
        if let first = identities[node.file] {
            if first.identity != entry.identity {
                tell(
                    .rootfsLink, node, path, expected: "the same file as \(PrintableText(first.path.bytes))",
                    actual: "a file of its own")
            }
        } else if groupSize[node.file] != nil {
            identities[node.file] = (entry.identity, path)
        }
    }

    private mutating func compareAttributes(
        _ entry: borrowing DiskEntry, with node: MergedTree.Node, at path: EntryPath
    ) {
        let wanted = node.entry.attributes
        let actual: [[UInt8]: [UInt8]]
        do { actual = try entry.attributes() } catch {
            if !wanted.isEmpty {
                tell(.rootfsXattr, node, path, expected: "\(wanted.count) attributes", actual: error.description)
            }
            return
        }
        let names = Set(wanted.keys).union(actual.keys).sorted { $0.lexicographicallyPrecedes($1) }
        for name in names where wanted[name] != actual[name] {
            func text(_ value: [UInt8]?) -> String {
                guard let value else { return "no \(PrintableText(name))" }
                return "\(PrintableText(name))=\(value.prefix(64).map { hexByte($0) }.joined())"
            }
            tell(.rootfsXattr, node, path, expected: text(wanted[name]), actual: text(actual[name]))
        }
    }

    private mutating func compareContent(
        _ entry: borrowing DiskEntry, with node: MergedTree.Node?, at path: EntryPath
    ) throws {
        guard let node, let wanted = node.entry.digest else { return }
        guard entry.size == node.entry.size else {
            tell(
                .rootfsContent, node, path, expected: "\(node.entry.size) bytes", actual: "\(entry.size) bytes")
            return
        }
        let (digest, isWhole) = try entry.digest(limit: node.entry.size)
        report.bytes += node.entry.size
        if digest != wanted || !isWhole {
            tell(.rootfsContent, node, path, expected: wanted.description, actual: digest.description)
        }
    }
}

/// A byte as two hexadecimal digits.
func hexByte(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
