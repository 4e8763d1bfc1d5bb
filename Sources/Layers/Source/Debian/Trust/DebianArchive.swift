public import SystemPackage

/// An archive as a recipe names it: what is taken from it and whose signatures count. Not where it lies.
public struct DebianArchive: Hashable, Sendable {
    /// The archive's name in the recipe and in the table of mirrors.
    public let name: String
    /// The suites, sorted: between equal versions of one archive there is nothing to prefer.
    public let suites: [DebianSuite]
    /// The components, sorted, as `main`; empty for flat suites alone.
    public let components: [String]
    /// The keyring whose keys may sign the archive.
    public let keyring: FilePath
    /// Whether a `Release` past its end is refused.
    public let checksValidUntil: Bool
    /// The name of the archive that keeps older states of this one, in the table of mirrors; nil without one.
    public let snapshots: String?

    /// Debian's own keyring, where its package puts it.
    public static let defaultKeyring = FilePath("/usr/share/keyrings/debian-archive-keyring.gpg")

    /// The names under which Debian's own archives have their snapshots.
    public static func defaultSnapshots(of name: String) -> String? {
        ["debian", "debian-security"].contains(name) ? "snapshot-\(name)" : nil
    }

    /// Checks the parts: names of suites and components become parts of paths.
    public init(
        name: String, suites: [String], components: [String] = ["main"], keyring: FilePath = defaultKeyring,
        checksValidUntil: Bool = true, snapshots: String? = nil
    ) throws(DebianNameError) {
        try Self.checkName(name)
        if let snapshots { try Self.checkName(snapshots) }
        var parsed: Set<DebianSuite> = []
        for suite in suites { parsed.insert(try DebianSuite(suite)) }
        for part in components { try DebianSuite.check(part) }
        guard !suites.isEmpty, !components.isEmpty || parsed.allSatisfy(\.isFlat) else { throw .suite("") }
        self.name = name
        self.suites = parsed.sorted()
        self.components = Set(components).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.keyring = keyring
        self.checksValidUntil = checksValidUntil
        self.snapshots = snapshots ?? Self.defaultSnapshots(of: name)
    }

    /// A name in the table of mirrors: it stands in options as `--mirror NAME=URL`.
    static func checkName(_ name: String) throws(DebianNameError) {
        let isName = name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
        guard isName, (1...64).contains(name.utf8.count) else { throw .archive(DebianNameError.excerpt(name)) }
    }
}
