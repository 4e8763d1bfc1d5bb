/// One relation to a package: its name, and what is asked of its version and its architecture.
///
/// Source: Debian Policy 7.1, deb-control(5).
public struct DebianRelation: Hashable, Sendable, CustomStringConvertible {
    /// How a version must stand to the one named.
    public enum Operator: String, Hashable, Sendable, CaseIterable {
        case earlier = "<<"
        case earlierOrEqual = "<="
        case equal = "="
        case laterOrEqual = ">="
        case later = ">>"
    }

    /// What is asked of a version.
    public struct Bound: Hashable, Sendable, CustomStringConvertible {
        /// How the version must stand to the one named.
        public let comparison: Operator
        /// The version named.
        public let version: DebianVersion

        /// Whether `candidate` is within the bound.
        public func admits(_ candidate: DebianVersion) -> Bool {
            switch comparison {
            case .earlier: candidate < version
            case .earlierOrEqual: candidate <= version
            case .equal: candidate == version
            case .laterOrEqual: candidate >= version
            case .later: candidate > version
            }
        }

        /// As in `>= 1.2`.
        public var description: String { "\(comparison.rawValue) \(version)" }
    }

    /// The name.
    public let name: DebianPackageName
    /// The architecture qualifier behind the colon, as `any`; nil without one.
    public let qualifier: String?
    /// What is asked of the version; nil for any.
    public let bound: Bound?

    /// Parses `NAME[:QUALIFIER] [(OP VERSION)] [[ARCHITECTURES]]`; nil where the architectures leave out `architecture`.
    static func parse(
        _ text: Substring, architecture: DebianArchitecture
    ) throws(DebianNameError) -> DebianRelation? {
        let failure = DebianNameError.relation(DebianNameError.excerpt(text))
        var rest = text.trimmed
        let end = rest.firstIndex { $0.isBlank || $0 == "(" || $0 == "[" || $0 == "<" } ?? rest.endIndex
        let head = rest[..<end].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = head.first else { throw failure }
        let name = try DebianPackageName(first)
        let qualifier = head.count > 1 ? try DebianArchitecture(head[1]).text : nil
        rest = rest[end...].trimmed
        var bound: Bound?
        if rest.first == "(" {
            guard let close = rest.firstIndex(of: ")") else { throw failure }
            bound = try parseBound(rest[rest.index(after: rest.startIndex)..<close].trimmed, failure)
            rest = rest[rest.index(after: close)...].trimmed
        }
        if rest.first == "[" {
            guard let close = rest.firstIndex(of: "]") else { throw failure }
            let patterns = rest[rest.index(after: rest.startIndex)..<close].split(whereSeparator: \.isBlank)
            rest = rest[rest.index(after: close)...].trimmed
            guard rest.isEmpty, !patterns.isEmpty else { throw failure }
            let negated = patterns.filter { $0.hasPrefix("!") }
            guard negated.isEmpty || negated.count == patterns.count else { throw failure }
            let isNamed = patterns.contains { architecture.matches($0.hasPrefix("!") ? $0.dropFirst() : $0) }
            guard isNamed == negated.isEmpty else { return nil }
        }
        guard rest.isEmpty else { throw failure }
        return DebianRelation(name: name, qualifier: qualifier, bound: bound)
    }

    private static func parseBound(_ text: Substring, _ failure: DebianNameError) throws(DebianNameError) -> Bound {
        let sign = text.prefix { $0 == "<" || $0 == "=" || $0 == ">" }
        guard let comparison = Operator(rawValue: String(sign)) else { throw failure }
        return Bound(comparison: comparison, version: try DebianVersion(text[sign.endIndex...].trimmed))
    }

    /// As in `libc6:any (>= 2.36)`.
    public var description: String {
        name.text + (qualifier.map { ":\($0)" } ?? "") + (bound.map { " (\($0))" } ?? "")
    }
}

extension Character {
    /// Blanks, tabs and line ends: what separates words in control files.
    var isBlank: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" || self == "\r\n" }
}

extension Substring {
    /// Without blanks at either end.
    var trimmed: Substring {
        var text = self
        while let first = text.first, first.isBlank { text.removeFirst() }
        while let last = text.last, last.isBlank { text.removeLast() }
        return text
    }
}
