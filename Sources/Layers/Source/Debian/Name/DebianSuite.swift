/// A suite of an archive as sources name it: `bookworm-updates`, or a directory with a slash at its end, as `./`.
///
/// The first kind lies below `dists/` and has components; the second, a flat repository, has its one index beside its
/// `Release`. Source: sources.list(5); Debian repository format, "Flat Repository Format".
public struct DebianSuite: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as it stands in the recipe.
    public let text: String
    /// Where its `Release` lies below the archive: empty, or with a slash at the end.
    public let directory: String

    /// Whether the repository is flat.
    public var isFlat: Bool { text.hasSuffix("/") }

    /// Checks a name, since it becomes a part of paths.
    public init(_ text: some StringProtocol) throws(DebianNameError) {
        let text = String(text)
        if text == "/" || text == "./" {
            directory = ""
        } else if text.hasSuffix("/") {
            let path = text.hasPrefix("./") ? text.dropFirst(2) : text[...]
            try Self.check(path.dropLast())
            directory = String(path)
        } else {
            try Self.check(text)
            directory = "dists/\(text)/"
        }
        self.text = text
    }

    /// A suite or component: segments of letters, digits and `+-._~`, none of which is `.` or `..`.
    static func check(_ text: some StringProtocol) throws(DebianNameError) {
        let failure = DebianNameError.suite(DebianNameError.excerpt(text))
        guard (1...128).contains(text.utf8.count) else { throw failure }
        for segment in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard !segment.isEmpty, segment != ".", segment != "..", segment.utf8.allSatisfy(isAllowed) else {
                throw failure
            }
        }
    }

    /// The name.
    public var description: String { text }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "+-._~".utf8.contains(byte)
    }
}
