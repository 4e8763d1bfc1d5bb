import Archive
import OCI

extension ConformanceComparison {
    /// Tells of files of a layer that may do more than ordinary ones, unless Debian's own packages or the lock have it so.
    ///
    /// What a lock names path by path has its mode checked there, and may do what that mode says.
    mutating func checkPowers(_ listing: TreeListing, at position: Int) {
        let subject = side.layers[position].descriptor.digest
        // Few of tens of thousands of files: those alone are put in order.
        let able = listing.nodes.compactMap { path, node in
            let (powers, isReadable) = ConformanceComparison.powers(of: node)
            return powers.isEmpty && isReadable ? nil : (path: path, powers: powers, isReadable: isReadable)
        }
        for (path, powers, isReadable) in able.sorted(by: { $0.path < $1.path }) {
            let allowed = facts.privileges[path] ?? []
            let rest = powers.filter { !allowed.contains($0) && !isDeclared($0, at: path, position) }
            allow(powers.subtracting(rest), of: powers, isReadable: isReadable, at: path, in: subject)
            guard isCheckedByPowers(position) else { continue }
            let outside = rest.filter { !MemberPowers.isDebians($0, at: path) }
            if outside.isEmpty, isReadable { continue }
            let words = isReadable ? ConformanceComparison.words(outside) : "capabilities that cannot be read"
            tell(
                .privilegeOutside, position, path,
                expected: allowed.isEmpty ? nil : ConformanceComparison.words(allowed), actual: words)
        }
    }

    /// Tells what the lock allows and nothing has.
    mutating func checkUnusedPrivileges() {
        for (path, allowed) in facts.privileges.sorted(by: { $0.key < $1.key }) {
            let node = tree.nodes[path]?.entry
            let powers = node.map { ConformanceComparison.powers(of: $0).powers } ?? []
            let unused = allowed.subtracting(powers)
            if unused.isEmpty { continue }
            let actual =
                node == nil
                ? "nothing is there" : powers.isEmpty ? "an ordinary file" : ConformanceComparison.words(powers)
            report.add(
                Finding(
                    .privilegeUnused, subject: report.lock, path: path.bytes,
                    expected: ConformanceComparison.words(unused), actual: actual))
        }
    }

    /// Layers of Debian, and those that the lock does not speak of: of the others every mode is compared.
    private func isCheckedByPowers(_ position: Int) -> Bool {
        switch covered[position]?.content {
        case nil, .debian: true
        case .wheels, .declared: false
        }
    }

    /// Whether the mode that the lock names for a file has the power.
    private func isDeclared(_ power: FilePower, at path: EntryPath, _ position: Int) -> Bool {
        guard case .declared(let entries)? = covered[position]?.content, let entry = entries[path] else { return false }
        return FilePower.powers(ofMode: entry.mode).contains(power)
    }

    /// Notes for which of its findings the audit need not be heard.
    private mutating func allow(
        _ allowed: Set<FilePower>, of powers: Set<FilePower>, isReadable: Bool, at path: EntryPath, in layer: Digest
    ) {
        let kinds: [(code: FindingCode, powers: Set<FilePower>)] = [
            (.tarSetID, powers.intersection([.setUserID, .setGroupID])),
            (.tarCapability, isReadable ? powers.subtracting([.setUserID, .setGroupID, .device]) : []),
            (.tarDevice, powers.intersection([.device])),
        ]
        for (code, powers) in kinds where !powers.isEmpty && powers.isSubset(of: allowed) {
            report.allowed.insert(AllowedPower(code: code, layer: layer, path: PrintableText(path.bytes)))
        }
    }

    /// What a file may do, and whether that can be told.
    private static func powers(of node: TreeNode) -> (powers: Set<FilePower>, isReadable: Bool) {
        switch node.kind {
        case .characterDevice, .blockDevice, .fifo: return ([.device], true)
        case .file:
            let powers = FilePower.powers(ofMode: node.mode)
            guard let value = node.attributes[Array("security.capability".utf8)] else { return (powers, true) }
            guard let own = FilePower.powers(ofAttribute: value) else { return (powers, false) }
            return (powers.union(own), true)
        default: return ([], true)
        }
    }

    private static func words(_ powers: Set<FilePower>) -> String {
        FilePower.words(of: powers).joined(separator: " ")
    }
}

/// A finding of a strict audit that the lock allows.
struct AllowedPower: Hashable, Sendable {
    let code: FindingCode
    let layer: Digest
    let path: PrintableText
}
