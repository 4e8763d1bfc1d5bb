/// A package that is asked for: by its name, perhaps in one version, or as one suite has it.
///
/// Source: apt-get(8), "install": `NAME`, `NAME=VERSION` and `NAME/SUITE`.
public struct DebianWish: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name.
    public let name: DebianPackageName
    /// Which of its versions.
    public let choice: Choice

    /// Which of a package's versions is wanted.
    public enum Choice: Hashable, Sendable {
        /// The one that the priorities prefer.
        case preferred
        /// This one.
        case version(DebianVersion)
        /// The one of this suite, named as in the recipe, or as its `Release` names it.
        case suite(String)
    }

    /// The package in the version that the priorities prefer.
    public init(_ name: DebianPackageName) {
        self.name = name
        choice = .preferred
    }

    /// Parses `NAME`, `NAME=VERSION` or `NAME/SUITE`.
    public init(parsing text: String) throws(DebianNameError) {
        let mark = text.firstIndex { $0 == "=" || $0 == "/" } ?? text.endIndex
        name = try DebianPackageName(text[..<mark])
        guard mark < text.endIndex else {
            choice = .preferred
            return
        }
        let rest = text[text.index(after: mark)...]
        if text[mark] == "=" {
            choice = .version(try DebianVersion(rest))
        } else {
            try DebianSuite.check(rest)
            choice = .suite(String(rest))
        }
    }

    /// As it stands in a recipe.
    public var description: String {
        switch choice {
        case .preferred: name.text
        case .version(let version): "\(name)=\(version)"
        case .suite(let suite): "\(name)/\(suite)"
        }
    }

    /// Orders by name, then by what is asked of it.
    public static func < (left: Self, right: Self) -> Bool {
        left.name == right.name
            ? left.description.utf8.lexicographicallyPrecedes(right.description.utf8) : left.name < right.name
    }
}
