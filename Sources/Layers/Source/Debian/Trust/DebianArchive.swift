public import SystemPackage

/// An archive as a recipe names it: what is taken from it and whose signatures count. Not where it lies.
public struct DebianArchive: Hashable, Sendable {
    /// The archive's name in the recipe and in the table of mirrors.
    public let name: String
    /// The suites, as `bookworm-updates`, in the order of preference.
    public let suites: [String]
    /// The components, as `main`.
    public let components: [String]
    /// The keyring whose keys may sign the archive.
    public let keyring: FilePath

    /// Debian's own keyring, where its package puts it.
    public static let defaultKeyring = FilePath("/usr/share/keyrings/debian-archive-keyring.gpg")

    /// Checks the parts: names of suites and components become parts of paths.
    public init(
        name: String, suites: [String], components: [String] = ["main"], keyring: FilePath = defaultKeyring
    ) throws(DebianNameError) {
        let isName = name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
        guard isName, (1...64).contains(name.utf8.count) else { throw .archive(DebianNameError.excerpt(name)) }
        for part in suites + components { try Self.check(part) }
        guard !suites.isEmpty, !components.isEmpty else { throw .suite("") }
        self.name = name
        self.suites = suites
        self.components = components
        self.keyring = keyring
    }

    /// A suite or component: segments of letters, digits and `+-._~`, none of which is `.` or `..`.
    static func check(_ text: String) throws(DebianNameError) {
        let failure = DebianNameError.suite(DebianNameError.excerpt(text))
        guard (1...128).contains(text.utf8.count) else { throw failure }
        for segment in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard !segment.isEmpty, segment != ".", segment != "..", segment.utf8.allSatisfy(isAllowed) else {
                throw failure
            }
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "+-._~".utf8.contains(byte)
    }
}
