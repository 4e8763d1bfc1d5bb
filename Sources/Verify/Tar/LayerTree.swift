/// What one layer's archive says of its paths, and what is wrong with them.
///
/// A tree in memory alone: no name ever touches a file system.
struct LayerTree: TarVisitor, Sendable {
    enum Node: UInt8, Sendable {
        /// Nothing that the layer holds: a whiteout or a link names it.
        case absent
        /// Never listed itself, but something below it is.
        case implied
        case directory, file, symbolicLink, other
    }

    /// What is known of one path.
    struct State: Sendable {
        var node = Node.absent
        /// Whether a whiteout takes it away from lower layers.
        var isRemoved = false
        /// Whether it is a directory whose lower content is hidden.
        var isOpaque = false
    }

    struct HardLink: Hashable, Sendable {
        let path: PathTable.Place
        let target: PathTable.Place
    }

    private let limits: AuditLimits
    private(set) var paths = PathTable()
    /// What is known of each place of the table.
    private(set) var states = [State()]
    /// The links whose target this layer does not hold.
    private(set) var openLinks: [HardLink] = []
    private(set) var faults: [TarFault] = []
    private(set) var entries = 0
    private var nameBytes = 0
    /// The paths beyond ASCII, as texts that are equal however they are spelled.
    private var texts: Set<TextMark> = []

    init(limits: AuditLimits) { self.limits = limits }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {}

    mutating func fault(_ fault: TarFault) {
        if faults.count < limits.faultsPerLayer {
            faults.append(fault.bounded)
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
        guard paths.size.fits(limits.layerPaths) else {
            fault(TarFault(.tarLimit, expected: "at most \(limits.layerPaths)", actual: "\(paths.size)"))
            return false
        }
        return true
    }

    /// Each check is made whatever the ones before it found.
    private mutating func admit(_ member: TarMember, at path: EntryPath) {
        inspect(member)
        let place = self.place(of: path)
        attempt(member) { (_) throws(TarFault) in
            if path.isRoot, member.kind != .directory { throw TarFault(.tarRootType) }
            let isSlashed = member.path.last == UInt8(ascii: "/") && member.kind != .directory
            if isSlashed, !path.isRoot { throw TarFault(.tarPathType) }
        }
        attempt(member) { (tree) throws(TarFault) in
            if tree.states[place.number].node == .absent { try tree.compareSpelling(path) }
        }
        attempt(member) { (tree) throws(TarFault) in try tree.put(LayerTree.node(member.kind), at: place) }
        attempt(member) { (tree) throws(TarFault) in
            if LayerTree.isWhiteout(path.name) {
                try tree.whiteOut(path, at: place, member)
            } else if member.kind == .hardLink {
                try tree.link(place, to: member.link)
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
        if !texts.insert(TextMark(text)).inserted { throw TarFault(.tarPathLookalike) }
    }

    private mutating func place(of path: EntryPath) -> PathTable.Place {
        let place = paths.insert(path)
        known()
        return place
    }

    /// Begins what is known of the places that are new.
    private mutating func known() {
        while states.count < paths.count { states.append(State()) }
    }

    private mutating func put(_ node: Node, at place: PathTable.Place) throws(TarFault) {
        switch states[place.number].node {
        case .absent: break
        case .implied:
            guard node == .directory else {
                states[place.number].node = node
                throw TarFault(node == .symbolicLink ? .tarPathThroughLink : .tarParentNotDirectory)
            }
        default: throw TarFault(.tarDuplicatePath)
        }
        states[place.number].node = node
        var directory = paths.parent(of: place)
        while directory != .root {
            switch states[directory.number].node {
            case .absent:
                states[directory.number].node = .implied
                if LayerTree.isWhiteout(paths.name(of: directory)) { throw TarFault(.tarWhiteoutName) }
            case .implied, .directory: return
            case .symbolicLink: throw TarFault(.tarPathThroughLink, actual: printable(directory))
            case .file, .other: throw TarFault(.tarParentNotDirectory, actual: printable(directory))
            }
            directory = paths.parent(of: directory)
        }
    }

    private func printable(_ place: PathTable.Place) -> String { "\(PrintableText(paths.bytes(of: place)))" }

    private mutating func link(_ place: PathTable.Place, to raw: [UInt8]) throws(TarFault) {
        let target: PathTable.Place
        do throws(TarFault) { target = self.place(of: try EntryPath(raw)) } catch {
            let escapes = error.code == .tarPathAbsolute || error.code == .tarPathEscape
            throw TarFault(escapes ? .tarLinkEscape : .tarLinkTarget, actual: "\(PrintableText(raw))")
        }
        guard target != place else { throw TarFault(.tarLinkTarget, actual: "the link itself") }
        switch states[target.number].node {
        case .file: break
        case .symbolicLink: throw TarFault(.tarLinkToSymlink, actual: "\(PrintableText(raw))")
        case .directory, .implied, .other:
            throw TarFault(.tarLinkTarget, actual: "\(PrintableText(raw)), which is no file")
        case .absent: openLinks.append(HardLink(path: place, target: target))
        }
    }

    /// Ends the tree, when all entries are there.
    mutating func finish() {
        texts = []
        let (paths, states) = (self.paths, self.states)
        // One more than is told: it is what tells that there are more.
        let wanted = limits.faultsPerLayer + 1
        let removed = paths.places.filter { states[$0.number].isRemoved && states[$0.number].node != .absent }
        for path in removed.prefix(wanted).map({ paths.bytes(of: $0) }).sorted(by: { $0.lexicographicallyPrecedes($1) })
        {
            fault(TarFault(.tarWhiteoutSibling, path: path))
        }
        for link in openLinks.lazy.filter({ states[$0.target.number].node != .absent }).prefix(wanted) {
            fault(
                TarFault(
                    .tarLinkTarget, path: paths.bytes(of: link.path),
                    actual: "\(PrintableText(paths.bytes(of: link.target))), which stands after the link"))
        }
        openLinks.removeAll { states[$0.target.number].node != .absent }
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
    private mutating func whiteOut(
        _ path: EntryPath, at place: PathTable.Place, _ member: TarMember
    ) throws(TarFault) {
        // The whiteout's own file is nothing that the layer adds.
        states[place.number].node = .other
        guard member.kind == .file, member.size == 0 else {
            throw TarFault(
                .tarWhiteoutContent, expected: "an empty file", actual: "\(member.kind) of \(member.size) bytes")
        }
        if path.name.elementsEqual(Array(".wh..wh..opq".utf8)) {
            states[paths.parent(of: place).number].isOpaque = true
            return
        }
        let name = path.name.dropFirst(LayerTree.mark.count)
        let isDots = name.elementsEqual([UInt8(ascii: ".")]) || name.elementsEqual(Array("..".utf8))
        guard !name.isEmpty, !isDots, !LayerTree.isWhiteout(name) else { throw TarFault(.tarWhiteoutName) }
        let removed = paths.insert(name, in: paths.parent(of: place))
        known()
        states[removed.number].isRemoved = true
    }
}
