/// What one layer's archive says of its paths, and what is wrong with them.
///
/// A tree in memory alone: no name ever touches a file system.
struct LayerTree: TarVisitor, Sendable {
    enum Node: UInt8, Sendable {
        /// Never listed itself, but something below it is.
        case implied
        case directory, file, symbolicLink, other
    }

    struct HardLink: Hashable, Sendable {
        let path: EntryPath
        let target: EntryPath
    }

    private let limits: AuditLimits
    private(set) var nodes: [EntryPath: Node] = [:]
    /// What whiteouts take away from lower layers.
    private(set) var removed: Set<EntryPath> = []
    /// The directories whose lower content is hidden.
    private(set) var opaque: Set<EntryPath> = []
    /// The links whose target this layer does not hold.
    private(set) var openLinks: [HardLink] = []
    private(set) var faults: [TarFault] = []
    private(set) var entries = 0
    private var nameBytes = 0
    /// The paths beyond ASCII, as texts that are equal however they are spelled.
    private var texts: Set<String> = []

    init(limits: AuditLimits) { self.limits = limits }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {}

    mutating func fault(_ fault: TarFault) {
        if faults.count < limits.faultsPerLayer {
            faults.append(fault)
        } else if faults.count == limits.faultsPerLayer {
            faults.append(TarFault(.tarLimit, actual: "more than \(limits.faultsPerLayer) faults"))
        }
    }

    mutating func visit(_ member: TarMember) -> Bool {
        entries += 1
        nameBytes += member.path.count + member.link.count
        guard entries <= limits.entriesPerLayer, nameBytes <= limits.nameBytesPerLayer else {
            fault(TarFault(.tarLimit, actual: "more than \(entries - 1) entries with \(nameBytes) bytes of names"))
            return false
        }
        do throws(TarFault) {
            admit(member, at: try EntryPath(member.path))
        } catch {
            report(error, of: member)
        }
        return true
    }

    /// Each check is made whatever the ones before it found.
    private mutating func admit(_ member: TarMember, at path: EntryPath) {
        inspect(member)
        attempt(member) { (_) throws(TarFault) in
            if path.isRoot, member.kind != .directory { throw TarFault(.tarRootType) }
            let isSlashed = member.path.last == UInt8(ascii: "/") && member.kind != .directory
            if isSlashed, !path.isRoot { throw TarFault(.tarPathType) }
        }
        attempt(member) { (tree) throws(TarFault) in
            if tree.nodes[path] == nil { try tree.compareSpelling(path) }
        }
        attempt(member) { (tree) throws(TarFault) in try tree.place(path, LayerTree.node(member.kind)) }
        attempt(member) { (tree) throws(TarFault) in
            if LayerTree.isWhiteout(path.name) {
                try tree.whiteOut(path, member)
            } else if member.kind == .hardLink {
                try tree.link(path, to: member.link)
            } else if member.kind == .symbolicLink {
                if member.link.isEmpty { throw TarFault(.tarLinkTarget) }
                // PATH_MAX counts the NUL at the end.
                if member.link.count > 4095 {
                    throw TarFault(.tarPathLength, actual: "a target of \(member.link.count) bytes")
                }
            }
        }
    }

    private mutating func attempt(_ member: TarMember, _ check: (inout LayerTree) throws(TarFault) -> Void) {
        do throws(TarFault) { try check(&self) } catch { report(error, of: member) }
    }

    private mutating func report(_ fault: TarFault, of member: TarMember) {
        self.fault(TarFault(fault.code, path: member.path, expected: fault.expected, actual: fault.actual))
    }

    /// What is reported of an entry wherever it lies.
    private mutating func inspect(_ member: TarMember) {
        if !PrintableText.isPrintable(member.path) { fault(TarFault(.tarPathUnprintable, path: member.path)) }
        switch member.kind {
        case .characterDevice, .blockDevice, .fifo:
            let numbers = member.device.map { " \($0.major):\($0.minor)" } ?? ""
            fault(TarFault(.tarDevice, path: member.path, actual: "\(member.kind)\(numbers)"))
        default: break
        }
        for power in MemberPowers.faults(of: member) { fault(power) }
    }

    /// Two paths that look the same are two files on Linux, and one on other systems.
    private mutating func compareSpelling(_ path: EntryPath) throws(TarFault) {
        guard path.bytes.contains(where: { $0 >= 0x80 }), let text = String(validating: path.bytes, as: UTF8.self)
        else {
            return
        }
        if !texts.insert(text).inserted { throw TarFault(.tarPathLookalike) }
    }

    private mutating func place(_ path: EntryPath, _ node: Node) throws(TarFault) {
        switch nodes[path] {
        case nil: break
        case .implied:
            guard node == .directory else {
                nodes[path] = node
                throw TarFault(node == .symbolicLink ? .tarPathThroughLink : .tarParentNotDirectory)
            }
        default: throw TarFault(.tarDuplicatePath)
        }
        nodes[path] = node
        var above = path.parent
        while let directory = above, !directory.isRoot {
            switch nodes[directory] {
            case nil:
                nodes[directory] = .implied
                if LayerTree.isWhiteout(directory.name) { throw TarFault(.tarWhiteoutName) }
            case .implied, .directory: return
            case .symbolicLink: throw TarFault(.tarPathThroughLink, actual: "\(PrintableText(directory.bytes))")
            case .file, .other: throw TarFault(.tarParentNotDirectory, actual: "\(PrintableText(directory.bytes))")
            }
            above = directory.parent
        }
    }

    private mutating func link(_ path: EntryPath, to raw: [UInt8]) throws(TarFault) {
        let target: EntryPath
        do throws(TarFault) { target = try EntryPath(raw) } catch {
            let escapes = error.code == .tarPathAbsolute || error.code == .tarPathEscape
            throw TarFault(escapes ? .tarLinkEscape : .tarLinkTarget, actual: "\(PrintableText(raw))")
        }
        let text = "\(PrintableText(raw))"
        guard target != path else { throw TarFault(.tarLinkTarget, actual: "the link itself") }
        switch nodes[target] {
        case .file: break
        case .symbolicLink: throw TarFault(.tarLinkToSymlink, actual: text)
        case .directory, .implied, .other: throw TarFault(.tarLinkTarget, actual: "\(text), which is no file")
        case nil: openLinks.append(HardLink(path: path, target: target))
        }
    }

    /// Ends the tree, when all entries are there.
    mutating func finish() {
        for path in removed.intersection(nodes.keys).sorted() {
            fault(TarFault(.tarWhiteoutSibling, path: path.bytes))
        }
        let late = openLinks.filter { nodes[$0.target] != nil }
        for link in late {
            fault(
                TarFault(
                    .tarLinkTarget, path: link.path.bytes,
                    actual: "\(PrintableText(link.target.bytes)), which stands after the link"))
        }
        openLinks.removeAll { nodes[$0.target] != nil }
    }

    private static func node(_ kind: TarMember.Kind) -> Node {
        switch kind {
        case .directory: .directory
        case .file, .hardLink: .file
        case .symbolicLink: .symbolicLink
        default: .other
        }
    }
}

extension LayerTree {
    private static let mark = Array(".wh.".utf8)

    /// Whether a component is kept for whiteouts.
    static func isWhiteout(_ name: ArraySlice<UInt8>) -> Bool { name.starts(with: mark) }

    /// Source: OCI image-spec, layer.md, "Whiteouts".
    private mutating func whiteOut(_ path: EntryPath, _ member: TarMember) throws(TarFault) {
        // The whiteout's own file is nothing that the layer adds.
        nodes[path] = .other
        guard member.kind == .file, member.size == 0 else {
            throw TarFault(
                .tarWhiteoutContent, expected: "an empty file", actual: "\(member.kind) of \(member.size) bytes")
        }
        if path.name.elementsEqual(Array(".wh..wh..opq".utf8)) {
            opaque.insert(path.parent ?? .root)
            return
        }
        let name = path.name.dropFirst(LayerTree.mark.count)
        let isDots = name.elementsEqual([UInt8(ascii: ".")]) || name.elementsEqual(Array("..".utf8))
        guard !name.isEmpty, !isDots, !LayerTree.isWhiteout(name) else { throw TarFault(.tarWhiteoutName) }
        removed.insert(path.sibling(name))
    }
}
