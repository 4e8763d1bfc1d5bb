/// The name of a Debian architecture, such as `amd64` or `all`.
public struct DebianArchitecture: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// Checks a name: lowercase letters, digits and `-`, at most 40.
    public init(_ text: some StringProtocol) throws(DebianNameError) {
        let text = String(text)
        let isAllowed = text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
        guard (1...40).contains(text.utf8.count), isAllowed, !text.hasPrefix("-") else {
            throw .architecture(DebianNameError.excerpt(text))
        }
        self.text = text
    }

    private init(known text: String) { self.text = text }

    /// Packages that are the same for every architecture.
    public static let all = DebianArchitecture(known: "all")
    /// 64-bit x86.
    public static let amd64 = DebianArchitecture(known: "amd64")
    /// 64-bit ARM.
    public static let arm64 = DebianArchitecture(known: "arm64")

    /// The name.
    public var description: String { text }

    /// Whether a pattern of an architecture restriction (`amd64`, `linux-any`, `any-amd64`, `any`) matches.
    func matches(_ pattern: some StringProtocol) -> Bool {
        let pattern = String(pattern)
        return pattern == text || pattern == "any" || pattern == "linux-any" || pattern == "any-\(text)"
    }

    /// The directories beside `/usr/lib` that a merged root links, as debootstrap makes them where packages use them.
    var libraryDirectories: [String] { text == "amd64" ? ["lib", "lib64"] : ["lib"] }
}
