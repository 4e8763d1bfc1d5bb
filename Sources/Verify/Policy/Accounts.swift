import ELF

/// The users and groups that an image knows by name.
///
/// Source: passwd(5), group(5).
struct Accounts {
    /// What is read of an image for them.
    static let files = Set(["etc/passwd", "etc/group"].compactMap { try? TreePath($0.utf8) })

    private let users: [Substring: Substring]
    private let groups: [Substring: Substring]

    /// Nil where a file is there that was too large to be kept.
    init?(_ tree: LibraryTree) {
        guard
            let users = Accounts.numbers(tree.text(at: "etc/passwd"), isThere: tree.place(of: "/etc/passwd".utf8)),
            let groups = Accounts.numbers(tree.text(at: "etc/group"), isThere: tree.place(of: "/etc/group".utf8))
        else { return nil }
        self.users = users
        self.groups = groups
    }

    private static func numbers(_ text: [UInt8]?, isThere place: TreePlace) -> [Substring: Substring]? {
        guard let text else { return place == .nothing ? [:] : nil }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        return Dictionary(
            lines.compactMap { line in
                let fields = line.split(separator: ":", omittingEmptySubsequences: false)
                return fields.count > 2 ? (fields[0], fields[2]) : nil
            }
        ) { first, _ in first }
    }

    /// Why a configuration's `User` is somebody else than it seems, or nobody; nil for nothing.
    func fault(of user: String) -> String? {
        let parts = user.split(separator: ":", maxSplits: 1)
        for (place, part) in parts.enumerated() {
            let (kind, known) = place == 0 ? ("user", users) : ("group", groups)
            if part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                // Who looks digits up as a name gets another account: CVE-2026-46680.
                if let number = known[part], number != part {
                    return "\(part), which is the name of the \(kind) \(number), too"
                }
            } else if known[part] == nil {
                return "the \(kind) '\(part)', whom the image does not know"
            }
        }
        return nil
    }
}
