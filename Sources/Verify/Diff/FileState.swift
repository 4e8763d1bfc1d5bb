public import OCI

/// What a layer says of one path.
public struct FileState: Hashable, Sendable {
    /// What it is: `file`, `directory`, `symbolicLink`, `hardLink`, `characterDevice`, `blockDevice`, `fifo`, `whiteout`.
    public let kind: String
    /// The permission bits.
    public let mode: UInt16
    /// The owner.
    public let user: UInt32
    /// The owning group.
    public let group: UInt32
    /// The last change, in whole seconds since 1970.
    public let modified: Int64
    /// The size of a file.
    public let size: Int64
    /// The digest of a file's content; nil for others.
    public let digest: Digest?
    /// A link's target.
    public let target: PrintableText?
    /// The device's numbers.
    public let device: String?
    /// The digest over the extended attributes; nil for none.
    public let attributes: Digest?

    init(_ member: TarMember, isWhiteout: Bool, digest: Digest?) {
        kind =
            switch member.kind {
            case .file: isWhiteout ? "whiteout" : "file"
            case .unknown(let type): "type \(type)"
            default: "\(member.kind)"
            }
        mode = member.mode
        user = member.user
        group = member.group
        modified = member.modified
        size = member.size
        self.digest = digest
        target = member.link.isEmpty ? nil : PrintableText(member.link)
        device = member.device.map { "\($0.major):\($0.minor)" }
        attributes = FileState.digest(member.attributes)
    }

    private static func digest(_ attributes: [[UInt8]: [UInt8]]) -> Digest? {
        if attributes.isEmpty { return nil }
        var hasher = SHA256Hasher()
        for (name, value) in attributes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            hasher.update(Array("\(name.count) \(value.count) ".utf8) + name + value)
        }
        return hasher.finalize()
    }

    /// The state as a member of a difference.
    public var json: JSON {
        .members([
            "kind": .string(kind), "mode": .string("0" + String(mode, radix: 8)), "uid": .integer(Int64(user)),
            "gid": .integer(Int64(group)), "mtime": .integer(modified), "size": .integer(size),
            "digest": digest.map { .string($0.description) }, "target": target.map { .string($0.description) },
            "device": device.map { .string($0) }, "xattrs": attributes.map { .string($0.description) },
        ])
    }

    /// What changed from this state to `other`, in words; empty for nothing.
    func changes(to other: FileState) -> [String] {
        var changes: [String] = []
        func note(_ name: String, _ old: some CustomStringConvertible, _ new: some CustomStringConvertible) {
            if old.description != new.description { changes.append("\(name) \(old) → \(new)") }
        }
        note("kind", kind, other.kind)
        note("size", size, other.size)
        note("mode", "0" + String(mode, radix: 8), "0" + String(other.mode, radix: 8))
        note("owner", "\(user):\(group)", "\(other.user):\(other.group)")
        note("time", modified, other.modified)
        note("target", target?.description ?? "none", other.target?.description ?? "none")
        note("device", device ?? "none", other.device ?? "none")
        note("content", digest?.short ?? "none", other.digest?.short ?? "none")
        note("attributes", attributes?.short ?? "none", other.attributes?.short ?? "none")
        return changes
    }
}
