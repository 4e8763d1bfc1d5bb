import OCI

/// A layer beside the one that was made anew in its place: the first difference, and its likely cause.
struct LayerReproduction {
    private let old: ImageSide.NamedLayer
    private let new: ImageSide.NamedLayer
    private let limits: AuditLimits

    init(_ old: ImageSide.NamedLayer, _ new: ImageSide.NamedLayer, limits: AuditLimits) {
        self.old = old
        self.new = new
        self.limits = limits
    }

    /// The first difference of two layers that are not the same.
    ///
    /// - Throws: `LayoutError`, ``DiffError``.
    func finding() throws -> Finding {
        if old.diffID == new.diffID { return try repacked() }
        let before = try LayerSequence(limits: limits).reading(old.descriptor, in: old.layout, limits: limits).entries
        let after = try LayerSequence(limits: limits).reading(new.descriptor, in: new.layout, limits: limits).entries
        let places = zip(before, after).enumerated().filter { $1.0.path != $1.1.path || $1.0.node != $1.1.node }
        let others = max(places.count, abs(before.count - after.count)) - 1
        let more = others > 0 ? ", and \(others) more entries" : ""
        guard let place = places.first else {
            if before.count == after.count {
                return tell(.reproduceArchive, nil, "the same entries", "the same entries, written in another way")
            }
            let longer = before.count > after.count ? before : after
            return present(longer[min(before.count, after.count)], isOld: before.count > after.count, more)
        }
        let (left, right) = place.element
        if left.path == right.path { return try changed(left.path, left.node, right.node, more) }
        let (oldPaths, newPaths) = (Set(before.map(\.path)), Set(after.map(\.path)))
        // Behind a path that only one has, all entries are shifted: that says nothing of them.
        let lonely = oldPaths.symmetricDifference(newPaths).count - 1
        let moreLonely = lonely > 0 ? ", and \(lonely) more paths" : ""
        if !newPaths.contains(left.path) { return present(left, isOld: true, moreLonely) }
        if !oldPaths.contains(right.path) { return present(right, isOld: false, moreLonely) }
        return tell(
            .reproduceOrder, left.path, "entry \(place.offset) of the archive",
            "\(PrintableText(right.path.bytes)) in that place\(more)")
    }

    private func tell(_ code: FindingCode, _ path: EntryPath?, _ expected: String, _ actual: String) -> Finding {
        Finding(
            code, subject: old.descriptor.digest, layer: old.name, path: path?.bytes, expected: expected, actual: actual
        )
    }

    private func present(_ entry: (path: EntryPath, node: TreeNode), isOld: Bool, _ more: String) -> Finding {
        let kind = entry.node.kind.words
        return tell(.reproducePaths, entry.path, isOld ? kind : "nothing", (isOld ? "nothing" : kind) + more)
    }

    private func changed(_ path: EntryPath, _ old: TreeNode, _ new: TreeNode, _ more: String) throws -> Finding {
        if old.kind != new.kind {
            return tell(.reproduceAttributes, path, old.kind.words, new.kind.words + more)
        }
        if old.kind == .file, old.digest != new.digest {
            let change = try ContentChange.between(self.old, self.new, at: [path], limits: limits)[path]
            let facts = (change?.lines ?? []).joined(separator: "; ")
            return tell(
                .reproduceContent, path, "\(old.size) bytes, \(old.digest?.short ?? "-")",
                "\(new.size) bytes, \(new.digest?.short ?? "-"); \(facts)\(cause(of: path))\(more)")
        }
        if old.modified != new.modified {
            return tell(.reproduceTime, path, "\(old.modified)", "\(new.modified)\(more)")
        }
        func text(_ node: TreeNode) -> String {
            var parts = ["mode \(octal(node.mode))", "owner \(node.user):\(node.group)"]
            if !node.link.isEmpty { parts.append("target \(PrintableText(node.link))") }
            if let device = node.device { parts.append("device \(device.major):\(device.minor)") }
            for name in node.attributes.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                let value = node.attributes[name] ?? []
                parts.append("\(PrintableText(name))=\(value.prefix(64).map { hexByte($0) }.joined())")
            }
            return parts.joined(separator: ", ")
        }
        return tell(.reproduceAttributes, path, text(old), text(new) + more)
    }

    /// What most likely wrote other bytes; nothing where that cannot be guessed.
    private func cause(of path: EntryPath) -> String {
        let kind = old.descriptor.annotations[Annotation.layerKind]
        if kind == "runtime", path.name.elementsEqual("imagesmith-runtime".utf8) {
            return "; likely another build of the runtime's program"
        }
        if path.name.suffix(4).elementsEqual(".pyc".utf8) { return "; likely another Python that compiled it" }
        if kind == "debian", GeneratedPath.covers(path, .file) {
            return "; likely a package's script that asks for the time, for chance or for the machine"
        }
        return ""
    }

    /// The same content in another blob: a compressor did that.
    private func repacked() throws -> Finding {
        let key = Annotation.layerCompression
        let names = [old, new].map { $0.descriptor.annotations[key] ?? "an unknown compressor" }
        let offset = try LayerReproduction.firstDifference(old, new)
        let cause = names[0] == names[1] ? "likely another build of the same compressor" : "another compressor"
        return tell(
            .reproduceCompression, nil, "\(names[0]), \(old.descriptor.size) bytes",
            "\(names[1]), \(new.descriptor.size) bytes; first at byte \(offset) of the blob; \(cause)")
    }

    /// The offset of the first byte at which two blobs differ, or at which one of them ends.
    private static func firstDifference(_ old: ImageSide.NamedLayer, _ new: ImageSide.NamedLayer) throws -> Int64 {
        let left = try OpenFile(regular: old.layout.path(of: old.descriptor.digest))
        let right = try OpenFile(regular: new.layout.path(of: new.descriptor.digest))
        let size = 1 << 20
        let buffers = (
            UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64),
            UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        )
        defer {
            buffers.0.deallocate()
            buffers.1.deallocate()
        }
        var offset: Int64 = 0
        while true {
            let counts = (try left.read(into: buffers.0, at: offset), try right.read(into: buffers.1, at: offset))
            let shared = min(counts.0, counts.1)
            if let place = (0..<shared).first(where: { buffers.0[$0] != buffers.1[$0] }) {
                return offset + Int64(place)
            }
            // A short read may be none's end: what both gave is the same, so it goes on from there.
            if shared == 0 { return offset }
            offset += Int64(shared)
        }
    }
}
