/// What a recipe asks for in a layer of wheels.
public struct WheelsRequest: Hashable, Sendable {
    /// The Python that wheels are chosen for.
    public let python: PythonTarget
    /// Requirements as in `flask>=3`, without files, URLs or options (PEP 508); sorted.
    public let requirements: [String]
    /// Requirements that replace what packages declare of a project; sorted.
    public let overrides: [String]
    /// Projects that are left out although a package declares them, `provided` among them; sorted.
    public let excludes: [ProjectName]
    /// Projects that are declared only, each with the one that brings its modules.
    public let provided: [ProjectName: ProjectProvider]
    /// The day, as `2024-03-01`, or moment in UTC, as `2024-03-01T00:00:00Z`, after which files do not count.
    public let newest: String?
    /// Whether what the packages depend on is locked with them.
    public let withDependencies: Bool
    /// The indexes to ask, the first first.
    public let indexes: [PythonIndexName]
    /// Indexes for some packages; sorted by name.
    public let extraIndexes: [ExtraIndex]
    /// Projects that may be built from an sdist where they have no wheel; sorted.
    public let sourceBuilds: [ProjectName]
    /// What is laid out of the wheels, and how.
    public let layout: WheelsLayout
    /// The wheels of layers below, which stay as they are; each project once.
    public let below: [LockedWheel]

    /// A request; the layout's scheme is Debian's unless one is given. The order of lists means nothing but for `indexes`.
    ///
    /// - Throws: `WheelError`: `requirement`, `noRequirements`, `date`, `noIndex`, `indexTwice`, `packageTwice`,
    ///   `extraOverride`, `standInRequested`.
    public init(
        python: PythonTarget, layout: WheelsLayout? = nil, below: [LockedWheel] = [], requirements: [String],
        overrides: [String] = [],
        excludes: [ProjectName] = [], provided: [ProjectName: ProjectProvider] = [:], newest: String? = nil,
        withDependencies: Bool = true,
        indexes: [PythonIndexName] = [.pypi], extraIndexes: [ExtraIndex] = [], sourceBuilds: [ProjectName] = []
    ) throws(WheelError) {
        guard !requirements.isEmpty, requirements.count <= 1000, overrides.count <= 1000 else { throw .noRequirements }
        for override in overrides { _ = try ProjectName(requirement: override) }
        for requirement in requirements {
            let project = try ProjectName(requirement: requirement)
            if provided[project] != nil { throw .standInRequested(project) }
        }
        if let newest, !Self.isDate(newest) { throw .date(String(newest.prefix(100))) }
        guard !indexes.isEmpty else { throw .noIndex }
        var names = Set(indexes)
        var packages: Set<ProjectName> = []
        for index in extraIndexes {
            guard names.insert(index.name).inserted else { throw .indexTwice(index.name) }
            for package in index.packages where !packages.insert(package).inserted { throw .packageTwice(package) }
        }
        for override in overrides {
            let package = try ProjectName(requirement: override)
            // uv forgets the index of what it overrides.
            guard !packages.contains(package) else { throw .extraOverride(package) }
        }
        self.python = python
        self.layout = if let layout { layout } else { WheelsLayout(scheme: try .debian(python)) }
        self.below = below
        self.requirements = Self.sorted(requirements)
        self.overrides = Self.sorted(overrides)
        self.excludes = Set(excludes).union(provided.keys).sorted()
        self.provided = provided
        self.newest = newest
        self.withDependencies = withDependencies
        self.indexes = indexes
        self.extraIndexes = extraIndexes.sorted { $0.name.text.utf8.lexicographicallyPrecedes($1.name.text.utf8) }
        self.sourceBuilds = Set(sourceBuilds).sorted()
    }

    /// The projects that are asked for by name.
    public var requested: [ProjectName] { requirements.compactMap { try? ProjectName(requirement: $0) } }

    /// The indexes that a project may come from.
    func indexes(of project: ProjectName) -> [PythonIndexName] {
        extraIndexes.first { $0.packages.contains(project) }.map { [$0.name] } ?? indexes
    }

    /// Whether an extra index names the project.
    func isExtra(_ project: ProjectName) -> Bool { extraIndexes.contains { $0.packages.contains(project) } }

    /// The files of a project's page that may be taken: not withdrawn, and of the request's day or before it. An extra index
    /// that tells no times, as some vendors' do, is taken as it is: who names it has to pin its versions.
    func files(of project: ProjectName, on page: SimplePage) -> [SimplePage.File] {
        let isTimeless = isExtra(project) && !page.tellsTimes
        return page.files.filter { !$0.isYanked && (isTimeless || isOldEnough($0)) }
    }

    private func isOldEnough(_ file: SimplePage.File) -> Bool {
        guard let newest else { return true }
        guard let uploaded = file.uploaded else { return false }
        // ISO 8601 in UTC orders by its bytes; a day counts to its end.
        return newest.utf8.count == 10
            ? uploaded.prefix(10) <= newest : uploaded.prefix(19) < newest.prefix(19)
    }

    private static func sorted(_ texts: [String]) -> [String] {
        Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func isDate(_ text: String) -> Bool {
        let shape = text.utf8.map { (48...57).contains($0) ? UInt8(ascii: "0") : $0 }
        return shape.elementsEqual("0000-00-00".utf8) || shape.elementsEqual("0000-00-00T00:00:00Z".utf8)
    }
}
