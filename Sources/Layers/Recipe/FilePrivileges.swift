public import Archive
import OCI

/// What files of an image may do beyond ordinary ones, by their paths: a recipe's allowance, which its lock carries on.
///
/// It changes nothing in the image. `verify` holds the image to it.
public struct FilePrivileges: Hashable, Sendable {
    /// What each file may do; none of the sets is empty.
    public let powers: [TarPath: Set<FilePower>]

    /// Nothing beyond what Debian's own packages have.
    public static let none = FilePrivileges(powers: [:])

    init(powers: [TarPath: Set<FilePower>]) { self.powers = powers }

    /// Reads what a lock holds.
    init(_ field: JSONField) throws(JSONError) {
        var powers: [TarPath: Set<FilePower>] = [:]
        for (key, value) in try field.object().members {
            let path = JSONField(.string(String(key.dropFirst())), path: "\(field.path).\(key)")
            guard key.hasPrefix("/") else { throw path.invalid("'\(key)' is not an absolute path") }
            let list = JSONField(value, path: path.path)
            var own: Set<FilePower> = []
            for word in try list.strings() {
                guard let power = FilePower(word), own.insert(power).inserted else {
                    throw list.invalid("'\(word)' is no privilege, or stands twice")
                }
            }
            guard !own.isEmpty else { throw list.invalid("it allows nothing") }
            powers[try path.imagePath()] = own
        }
        self.powers = powers
    }

    /// What a lock holds of it; nil where nothing is allowed, so that such a lock says nothing of it.
    var json: JSON? {
        if powers.isEmpty { return nil }
        return .object(
            Dictionary(
                uniqueKeysWithValues: powers.map { path, powers in
                    ("/\(path)", .array(FilePower.words(of: powers).map { .string($0) }))
                }))
    }

    /// What a person reads of it, by path.
    var versions: [String: String] {
        Dictionary(
            uniqueKeysWithValues: powers.map { ("/\($0)", FilePower.words(of: $1).joined(separator: " ")) })
    }
}

extension RecipeField {
    /// `/path: [power, …]`.
    func privileges() throws(RecipeError) -> FilePrivileges {
        var powers: [TarPath: Set<FilePower>] = [:]
        for (_, member) in try anyMembers().fields {
            let key = RecipeField(node: member.key, path: path, file: file)
            let place = try key.imagePath()
            var own: Set<FilePower> = []
            for field in try member.field.elements() {
                let word = try field.string()
                guard let power = FilePower(word) else {
                    throw field.invalid(
                        "'\(word)' is no privilege: set-user-id, set-group-id, device and capabilities as cap_net_raw are"
                    )
                }
                guard own.insert(power).inserted else { throw field.invalid("'\(word)' stands twice") }
            }
            guard !own.isEmpty else { throw member.field.invalid("it allows nothing; take it out") }
            powers[place] = own
        }
        guard !powers.isEmpty else { throw invalid("it allows nothing; take it out") }
        return FilePrivileges(powers: powers)
    }
}
