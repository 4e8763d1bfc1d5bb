public import Archive
import OCI
import SystemPackage

/// The locked entries of a `files` layer.
public struct FilesLock: Hashable, Sendable {
    /// The entries, sorted by their paths' bytes.
    public let entries: [Entry]

    /// One entry.
    public struct Entry: Hashable, Sendable {
        /// Where it goes.
        public let path: TarPath
        /// The permission bits.
        public let mode: UInt16
        /// Whose it is.
        public let owner: TarOwner
        /// What it is.
        public let kind: Kind
    }

    /// The kinds of entries.
    public enum Kind: Hashable, Sendable {
        case directory
        case link(String)
        case file(LocalFile)
    }

    init(entries: [Entry]) { self.entries = entries.sorted { $0.path < $1.path } }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["entries"])
        var entries: [Entry] = []
        for field in try object.required("entries").elements() { entries.append(try Entry(field)) }
        self.init(entries: entries)
    }

    var json: JSON { ["entries": .array(entries.map(\.json))] }

    /// The local files that the layer reads, from the recipe's directory.
    func inputs(in directory: FilePath) -> [LockedInput] {
        entries.compactMap { entry in
            guard case .file(let file) = entry.kind else { return nil }
            return file.input(in: directory)
        }
    }

    /// The layer's entries.
    func entries(files: [Digest: FilePath], epoch: Int64) throws -> [LayerEntry] {
        try entries.map { entry in
            func tar(_ kind: TarEntry.Kind) throws -> TarEntry {
                try TarEntry(path: entry.path, kind: kind, mode: entry.mode, owner: entry.owner, modified: epoch)
            }
            return switch entry.kind {
            case .directory: LayerEntry(try tar(.directory))
            case .link(let target): LayerEntry(try tar(.symbolicLink(target: Array(target.utf8))))
            case .file(let file):
                try LayerEntry(tar(.file(size: file.size)), file: files, name: file.path, digest: file.digest)
            }
        }
    }
}

extension FilesLock.Entry {
    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["path", "mode", "owner", "link", "source", "size", "digest"])
        path = try object.required("path").imagePath()
        let modeField = try object.required("mode")
        let modeText = try modeField.string()
        guard let mode = UInt16(modeText, radix: 8), mode <= 0o7777, String(mode, radix: 8) == modeText else {
            throw modeField.invalid("it is not a mode in octal")
        }
        self.mode = mode
        let ownerField = try object.required("owner")
        let ownerText = try ownerField.string()
        let parts = ownerText.split(separator: ":").compactMap { UInt32($0) }
        guard parts.count == 2, ownerText == "\(parts[0]):\(parts[1])" else {
            throw ownerField.invalid("it is not an owner as 0:0")
        }
        owner = TarOwner(user: parts[0], group: parts[1])
        if let link = object.optional("link") {
            kind = .link(try link.string())
        } else if object.optional("source") != nil {
            kind = .file(try LocalFile(object))
        } else {
            kind = .directory
        }
    }

    var json: JSON {
        var members: [String: JSON] = [
            "path": .string(path.text ?? path.description), "mode": .string(String(mode, radix: 8)),
            "owner": .string("\(owner.user):\(owner.group)"),
        ]
        switch kind {
        case .directory: break
        case .link(let target): members["link"] = .string(target)
        case .file(let file): members.merge(file.members) { $1 }
        }
        return .object(members)
    }
}
