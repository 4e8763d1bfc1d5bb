/// What would be installed under each name in one resolution: what the priorities prefer, but for what is asked for otherwise.
struct DebianCandidates {
    typealias Candidate = DebianPackages.Candidate

    private let packages: DebianPackages
    /// The names of what is installed below, which has no candidate: it is not changed.
    private let installed: Set<DebianPackageName>
    /// The names that were tried and are in the way.
    private let barred: Set<DebianPackageName>
    private let followsRecommends: Bool
    /// What was asked for in a version or from a suite, and what followed from it.
    private var chosen: [String: Candidate] = [:]
    private var known: [String: Candidate?] = [:]

    /// How deep the dependencies of a package asked for from a suite are followed.
    private static let maximumDepth = 100

    init(
        _ packages: DebianPackages, installed: Set<DebianPackageName>, barred: Set<DebianPackageName>,
        followsRecommends: Bool
    ) {
        self.packages = packages
        self.installed = installed
        self.barred = barred
        self.followsRecommends = followsRecommends
    }

    /// What would be installed under a name.
    mutating func candidate(_ name: DebianPackageName) throws(ControlError) -> Candidate? {
        guard !installed.contains(name), !barred.contains(name) else { return nil }
        if let candidate = chosen[name.text] { return candidate }
        if let candidate = known[name.text] { return candidate }
        let candidate = try packages.candidate(name.text)
        known.updateValue(candidate, forKey: name.text)
        return candidate
    }

    /// What would satisfy a group, the most preferred first: for every alternative in turn the package of that name, then
    /// those that provide it.
    ///
    /// As apt's `getAllPossibleSolutions`. Where apt decides between providers by their order in its cache, their names do.
    mutating func solutions(_ dependency: DebianDependency) throws -> [Candidate] {
        var solutions: [Candidate] = []
        for relation in dependency.alternatives {
            var found: [Candidate] = []
            if let candidate = try candidate(relation.name),
                relation.isSatisfied(by: candidate.package, native: packages.architecture)
            {
                found.append(candidate)
            }
            found += try providers(of: relation.name).filter { candidate in
                candidate.package.name != relation.name
                    && relation.isSatisfied(by: candidate.package, native: packages.architecture)
            }
            solutions += found.filter { candidate in
                !solutions.contains { $0.package.name == candidate.package.name }
            }
        }
        return solutions
    }

    /// The candidates that provide a name: essential ones first, then the more important ones, then by name.
    private mutating func providers(of name: DebianPackageName) throws -> [Candidate] {
        var found: [Candidate] = []
        for owner in packages.owners(providing: name.text) {
            guard let candidate = try candidate(DebianPackageName(owner)),
                candidate.package.provides.contains(where: { $0.name == name })
            else { continue }
            found.append(candidate)
        }
        return found.sorted { left, right in
            let (a, b) = (left.package, right.package)
            if a.isEssential != b.isEssential { return a.isEssential }
            return a.priority == b.priority ? a.name < b.name : a.priority < b.priority
        }
    }
}

extension DebianCandidates {
    /// The package that is wished for, which from then on is the candidate under its name.
    ///
    /// - Throws: ``DebianResolutionError`` that says what there is instead.
    mutating func take(_ wish: DebianWish) throws -> Candidate {
        let name = wish.name.text
        let versions = try packages.versions(name)
        if versions.isEmpty { return try onlyProvider(of: wish.name) }
        let matching: [DebianPackages.Version]
        switch wish.choice {
        case .preferred:
            guard let candidate = try candidate(wish.name) else {
                throw DebianResolutionError.forbidden(name, versions: versions.map { label($0) })
            }
            return candidate
        case .version(let version):
            matching = versions.filter { $0.package.version == version }
            guard !matching.isEmpty else {
                throw DebianResolutionError.unknownVersion(
                    name, wanted: version.text, versions: versions.map { label($0) })
            }
        case .suite(let suite):
            matching = versions.filter { $0.origins.contains { $0.isOf(suite: suite) } }
            guard !matching.isEmpty else {
                throw DebianResolutionError.unknownSuite(name, wanted: suite, versions: versions.map { label($0) })
            }
        }
        let candidate = packages.candidate(preferred(matching))
        chosen[name] = candidate
        if case .suite(let suite) = wish.choice { _ = try follow(suite, of: candidate.package, depth: 0) }
        return candidate
    }

    private mutating func onlyProvider(of name: DebianPackageName) throws -> Candidate {
        let providers = try providers(of: name)
        guard let first = providers.first else { throw DebianResolutionError.unknown(name.text) }
        guard providers.count == 1 else {
            throw DebianResolutionError.ambiguous(name.text, providers: providers.map(\.package.name.text))
        }
        return first
    }

    /// The highest version; the first of equal ones.
    private func preferred(_ versions: [DebianPackages.Version]) -> DebianPackages.Version {
        versions.dropFirst().reduce(versions[0]) { best, version in
            version.package.version > best.package.version ? version : best
        }
    }

    private func label(_ version: DebianPackages.Version) -> String {
        "\(version.package.version) (\(version.origins.map(\.label).joined(separator: ", ")))"
    }

    /// Takes dependencies from the suite too where the preferred versions do not satisfy them; false where that does not help.
    ///
    /// As apt's `SetCandidateRelease`.
    private mutating func follow(_ suite: String, of package: DebianPackage, depth: Int) throws -> Bool {
        guard depth < Self.maximumDepth else { return false }
        let before = chosen
        let recommends = followsRecommends ? package.recommends : []
        for (group, isHard) in (package.preDepends + package.depends).map({ ($0, true) })
            + recommends.map({ ($0, false) })
        {
            if try isInstallable(group) { continue }
            var isSolved = false
            for relation in group.alternatives where relation.bound != nil && !isSolved {
                let versions = try packages.versions(relation.name.text).filter { version in
                    version.origins.contains { $0.isOf(suite: suite) }
                }
                guard !versions.isEmpty, !installed.contains(relation.name) else { continue }
                let version = preferred(versions)
                guard relation.isSatisfied(by: version.package, native: packages.architecture) else { continue }
                let own = chosen
                chosen[relation.name.text] = packages.candidate(version)
                isSolved = try follow(suite, of: version.package, depth: depth + 1)
                if !isSolved { chosen = own }
            }
            if !isSolved, isHard {
                chosen = before
                return false
            }
        }
        return true
    }

    /// Whether some candidate satisfies a group, and has for each of its own dependencies some candidate.
    private mutating func isInstallable(_ group: DebianDependency) throws -> Bool {
        for relation in group.alternatives where installed.contains(relation.name) { return true }
        for candidate in try solutions(group) {
            var isComplete = true
            for dependency in candidate.package.preDepends + candidate.package.depends where isComplete {
                isComplete = try !solutions(dependency).isEmpty
            }
            if isComplete { return true }
        }
        return false
    }
}
