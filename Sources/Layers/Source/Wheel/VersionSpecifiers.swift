/// The clauses of a `Requires-Python`, such as `>=3.8,!=3.9.*,<4`.
///
/// Source: "Version specifiers" of the Python packaging specifications; core metadata, `Requires-Python`.
struct VersionSpecifiers: Hashable, Sendable {
    private struct Clause: Hashable, Sendable {
        let sign: String
        let release: PackageVersion
        /// The release as it was written, with its zeros: `== 3.0.*` and `~= 3.0` count its parts.
        let parts: [Int]
        let isPrefix: Bool
    }

    private let clauses: [Clause]

    /// Parses the clauses; an empty text has none. Throws `WheelError.specifier`.
    init(_ text: String) throws(WheelError) {
        var clauses: [Clause] = []
        for part in text.split(separator: ",") {
            guard clauses.count < 100, let clause = Self.clause(part) else {
                throw .specifier(String(text.prefix(200)))
            }
            clauses.append(clause)
        }
        self.clauses = clauses
    }

    /// Whether a final release fulfils every clause.
    func allow(_ version: PackageVersion) -> Bool {
        clauses.allSatisfy { clause in
            switch clause.sign {
            case "==", "===": clause.isPrefix ? Self.matches(version, clause.parts) : version == clause.release
            case "!=": clause.isPrefix ? !Self.matches(version, clause.parts) : version != clause.release
            case ">=": version >= clause.release
            case "<=": version <= clause.release
            case ">": version > clause.release
            case "<": version < clause.release
            default: version >= clause.release && Self.matches(version, clause.parts.dropLast())
            }
        }
    }

    private static func matches(_ version: PackageVersion, _ parts: some Collection<Int>) -> Bool {
        parts.enumerated().allSatisfy { index, part in
            (index < version.release.count ? version.release[index] : 0) == part
        }
    }

    private static func clause(_ text: Substring) -> Clause? {
        let text = text.filter { $0 != " " && $0 != "\t" }
        for sign in ["===", "==", "!=", ">=", "<=", "~=", ">", "<"] where text.hasPrefix(sign) {
            var version = text.dropFirst(sign.count)
            // Old metadata has '>=3.6.*', which every installer reads as '>=3.6'.
            let isPrefix = version.hasSuffix(".*")
            if isPrefix { version = version.dropLast(2) }
            guard let release = try? PackageVersion(version) else { return nil }
            let parts = version.prefix { $0.isNumber || $0 == "." }.split(separator: ".").compactMap { Int($0) }
            guard sign != "~=" || (parts.count > 1 && !isPrefix) else { return nil }
            return Clause(sign: sign, release: release, parts: parts, isPrefix: isPrefix)
        }
        return nil
    }
}
