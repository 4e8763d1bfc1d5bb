import OCI

/// The places of dpkg's records in an image.
enum DebianRecordPath {
    private static let database = Array("var/lib/dpkg/".utf8)
    private static let info = Array("var/lib/dpkg/info/".utf8)
    private static let paragraphs = Array("var/lib/dpkg/status.d/".utf8)
    static let alternatives = Array("var/lib/dpkg/alternatives/".utf8)
    static let diversions = Array("var/lib/dpkg/diversions".utf8)

    /// Whether a file says which packages there are.
    static func isDatabase(_ path: EntryPath) -> Bool {
        path.bytes.elementsEqual(database + Array("status".utf8)) || path.bytes.starts(with: paragraphs)
    }

    /// Whether a file is read to tell what belongs to packages.
    static func isRecord(_ path: EntryPath) -> Bool {
        if CertificateBundle.isPart(path) { return true }
        guard path.bytes.starts(with: database) else { return false }
        if isDatabase(path) || path.bytes.elementsEqual(diversions) || path.bytes.starts(with: alternatives) {
            return true
        }
        guard path.bytes.starts(with: info) else { return false }
        return path.name.suffix(5).elementsEqual(".list".utf8) || path.name.suffix(8).elementsEqual(".md5sums".utf8)
    }

    /// The package that a file of the database is about, and what the file is, as `list`; nil for others.
    static func owner(of path: EntryPath) -> (package: String, kind: String)? {
        let name = String(decoding: path.name, as: UTF8.self)
        if path.bytes.starts(with: info) {
            guard let dot = name.lastIndex(of: ".") else { return nil }
            let stem = name[..<dot].split(separator: ":", maxSplits: 1).first ?? ""
            return (String(stem), String(name[name.index(after: dot)...]))
        }
        guard path.bytes.starts(with: paragraphs) else { return nil }
        if name.hasSuffix(".md5sums") { return (String(name.dropLast(8)), "md5sums") }
        return (name, "paragraph")
    }

    /// What a package may have in `info`. Source: deb(5), deb-control(5), deb-triggers(5), debconf-devel(7).
    static let kinds: Set<String> = [
        "list", "md5sums", "conffiles", "preinst", "postinst", "prerm", "postrm", "triggers", "shlibs", "symbols",
        "templates", "config", "paragraph", "isinstallable",
    ]
}
