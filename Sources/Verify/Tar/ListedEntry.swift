import Archive

/// What two readers of an archive must agree on.
struct ListedEntry: Hashable {
    /// Nil where the name is not UTF-8, which libarchive changes.
    let path: [UInt8]?
    let kind: String
    let size: Int64
    let link: [UInt8]?
    let mode: UInt16
    let owner: String
    /// Nil before 1970, where libarchive rounds a fraction the other way.
    let modified: Int64?

    init(_ member: TarMember) {
        path = ListedEntry.path(member.path)
        kind =
            switch member.kind {
            case .file, .unknown: "a file"
            case .hardLink: "a hard link"
            case .symbolicLink: "a symbolic link"
            case .directory: "a directory"
            case .fifo: "a FIFO"
            case .characterDevice: ListedEntry.device("character", member.device?.major, member.device?.minor)
            case .blockDevice: ListedEntry.device("block", member.device?.major, member.device?.minor)
            }
        size = member.kind.hasContent ? member.size : 0
        link = ListedEntry.target(member.link)
        mode = member.mode
        owner = "\(member.user):\(member.group)"
        modified = member.modified < 0 ? nil : member.modified
    }

    init(_ entry: ArchiveEntry) {
        path = ListedEntry.path(entry.path)
        var target: [UInt8] = []
        switch entry.kind {
        case .file: kind = "a file"
        case .directory: kind = "a directory"
        case .fifo: kind = "a FIFO"
        case .hardLink(let to): (kind, target) = ("a hard link", to)
        case .symbolicLink(let to): (kind, target) = ("a symbolic link", to)
        case .characterDevice(let major, let minor): kind = ListedEntry.device("character", major, minor)
        case .blockDevice(let major, let minor): kind = ListedEntry.device("block", major, minor)
        }
        link = ListedEntry.target(target)
        size = entry.size
        mode = entry.mode
        owner = "\(entry.owner.user):\(entry.owner.group)"
        modified = entry.modified < 0 ? nil : entry.modified
    }

    private static func device(_ kind: String, _ major: UInt32?, _ minor: UInt32?) -> String {
        "a \(kind) device \(major ?? 0):\(minor ?? 0)"
    }

    /// However a path is spelled, it is one place; what is none is compared as it stands.
    private static func path(_ raw: [UInt8]) -> [UInt8]? {
        guard String(validating: raw, as: UTF8.self) != nil else { return nil }
        return (try? EntryPath(raw))?.bytes ?? raw
    }

    private static func target(_ raw: [UInt8]) -> [UInt8]? { String(validating: raw, as: UTF8.self) == nil ? nil : raw }

    /// The first thing that differs, as each of the two has it.
    func difference(from other: ListedEntry) -> (ours: String, theirs: String)? {
        if path != other.path, let path, let theirs = other.path {
            return ("\(PrintableText(path))", "\(PrintableText(theirs))")
        }
        if kind != other.kind { return (kind, other.kind) }
        if size != other.size { return ("\(size) bytes", "\(other.size) bytes") }
        if link != other.link, let link, let theirs = other.link {
            return ("a link to \(PrintableText(link))", "one to \(PrintableText(theirs))")
        }
        if mode != other.mode { return ("mode \(String(mode, radix: 8))", "mode \(String(other.mode, radix: 8))") }
        if owner != other.owner { return ("owner \(owner)", "owner \(other.owner)") }
        if modified != other.modified, let modified, let theirs = other.modified {
            return ("time \(modified)", "time \(theirs)")
        }
        return nil
    }
}
