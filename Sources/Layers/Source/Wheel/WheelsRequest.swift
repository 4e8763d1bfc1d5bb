/// What a recipe asks for in a layer of wheels.
public struct WheelsRequest: Hashable, Sendable {
    /// The Python that wheels are chosen for.
    public let python: PythonTarget
    /// Where they go.
    public let scheme: InstallScheme
    /// Requirements as in `flask>=3`, without files, URLs or options (PEP 508).
    public let requirements: [String]
    /// Requirements that replace what packages declare of a project.
    public let overrides: [String]
    /// Projects that are left out although a package declares them.
    public let excludes: [ProjectName]
    /// The day, as `2024-03-01`, or moment in UTC, as `2024-03-01T00:00:00Z`, after which files do not count.
    public let newest: String?
    /// Whether what the packages depend on is locked with them.
    public let withDependencies: Bool
    /// The indexes to ask, the first first.
    public let indexes: [PythonIndexName]

    /// A request; the scheme is Debian's unless one is given.
    ///
    /// - Throws: `WheelError`: `requirement`, `noRequirements`, `date`, `noIndex`.
    public init(
        python: PythonTarget, scheme: InstallScheme? = nil, requirements: [String], overrides: [String] = [],
        excludes: [ProjectName] = [], newest: String? = nil, withDependencies: Bool = true,
        indexes: [PythonIndexName] = [.pypi]
    ) throws(WheelError) {
        guard !requirements.isEmpty, requirements.count <= 1000, overrides.count <= 1000 else { throw .noRequirements }
        for requirement in requirements + overrides { _ = try ProjectName(requirement: requirement) }
        if let newest, !Self.isDate(newest) { throw .date(String(newest.prefix(100))) }
        guard !indexes.isEmpty else { throw .noIndex }
        self.python = python
        self.scheme = if let scheme { scheme } else { try .debian(python) }
        self.requirements = requirements
        self.overrides = overrides
        self.excludes = excludes
        self.newest = newest
        self.withDependencies = withDependencies
        self.indexes = indexes
    }

    /// The projects that are asked for by name.
    public var requested: [ProjectName] { requirements.compactMap { try? ProjectName(requirement: $0) } }

    private static func isDate(_ text: String) -> Bool {
        let shape = text.utf8.map { (48...57).contains($0) ? UInt8(ascii: "0") : $0 }
        return shape.elementsEqual("0000-00-00".utf8) || shape.elementsEqual("0000-00-00T00:00:00Z".utf8)
    }
}
