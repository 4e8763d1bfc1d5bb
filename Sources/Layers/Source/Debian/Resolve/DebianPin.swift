/// A preference for some versions of some packages.
///
/// Source: apt_preferences(5). What is `Pin: release a=` or `n=` there is `suite` here, `c=` is `component`, and `origin`, a
/// host there, is the recipe's name of the `archive`.
public struct DebianPin: Hashable, Sendable {
    /// The packages: a name, or a pattern of names. `*` is the general form, which is about whole suites.
    public let packages: String
    /// The versions.
    public let target: Target
    /// At 1000 and above stronger than any other; of equal ones the highest version counts; below zero never.
    public let priority: Int
    private let pattern: ShellPattern

    /// The versions that a pin is about.
    public enum Target: Hashable, Sendable {
        /// Those from an archive, a suite, a component; all that are given must fit, and one is.
        case origin(archive: String?, suite: String?, component: String?)
        /// Those that a pattern of versions matches, as `1.2*`.
        case version(String)
    }

    /// The priorities that mean something: as in apt, zero does not.
    public static let priorities: [ClosedRange<Int>] = [-32768...(-1), 1...32767]

    /// Checks the parts.
    public init(packages: String, target: Target, priority: Int) throws(DebianNameError) {
        guard let pattern = ShellPattern(packages), !packages.isEmpty, !packages.hasPrefix("/"),
            packages.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else { throw .pin("'\(DebianNameError.excerpt(packages))' is not a package's name or a pattern of names") }
        guard Self.priorities.contains(where: { $0.contains(priority) }) else {
            throw .pin("\(priority) is not a priority: 1 to 32767 and -1 to -32768 are")
        }
        switch target {
        case .origin(nil, nil, nil): throw .pin("it names no archive, suite, component or version")
        case .origin: break
        case .version(let text):
            guard ShellPattern(text) != nil, !text.isEmpty else {
                throw .pin("'\(DebianNameError.excerpt(text))' is not a pattern of versions")
            }
            guard packages != "*" else { throw .pin("a version is pinned for packages that are named, not for '*'") }
        }
        self.packages = packages
        self.target = target
        self.priority = priority
        self.pattern = pattern
    }

    /// Whether the pin is about whole suites.
    var isGeneral: Bool { packages == "*" }

    /// Whether the pin is about an origin.
    func concerns(_ origin: DebianOrigin) -> Bool {
        guard case .origin(let archive, let suite, let component) = target else { return false }
        return (archive ?? origin.archive) == origin.archive && suite.map { origin.isOf(suite: $0) } ?? true
            && (component == nil || component == origin.component)
    }

    /// Whether the pin is about a version of a package, which some origins offer.
    func concerns(_ name: String, _ version: DebianVersion, from origins: [DebianOrigin]) -> Bool {
        guard pattern.matches(Array(name.utf8)) else { return false }
        switch target {
        case .origin: return origins.contains { concerns($0) }
        case .version(let text): return ShellPattern(text)?.matches(Array(version.text.utf8)) ?? false
        }
    }
}
