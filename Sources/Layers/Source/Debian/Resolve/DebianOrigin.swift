/// Where an index is from: what pins and wishes name it by.
public struct DebianOrigin: Hashable, Sendable {
    /// The archive's name in the recipe.
    public let archive: String
    /// The suite's name in the recipe.
    public let suite: String
    /// The names that its `Release` gives itself, as `oldstable` and `bookworm`.
    public let releaseNames: [String]
    /// The component; nil in a flat repository.
    public let component: String?
    /// How its packages are preferred where nothing is pinned: 500, but 100 or 1 for suites that say `NotAutomatic`.
    ///
    /// Source: apt_preferences(5), "APT's Default Priority Assignments".
    public let defaultPriority: Int

    /// An origin from its parts.
    public init(
        archive: String, suite: String, releaseNames: [String] = [], component: String? = "main",
        defaultPriority: Int = 500
    ) {
        self.archive = archive
        self.suite = suite
        self.releaseNames = releaseNames
        self.component = component
        self.defaultPriority = defaultPriority
    }

    /// Whether a wish or a pin means this suite.
    func isOf(suite name: String) -> Bool { suite == name || releaseNames.contains(name) }

    /// For messages, as `archive suite`.
    var label: String { "\(archive) \(suite)" }
}
