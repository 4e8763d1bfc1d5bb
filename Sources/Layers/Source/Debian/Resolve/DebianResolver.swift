/// Finds the packages that a request needs, as apt does on an empty system, or on top of the Debian layers below.
///
/// The seeds are what is asked for and, where nothing is installed below, what is essential or required. From each on, depth
/// first: a group of alternatives that some selected package satisfies adds nothing; else the first alternative is selected
/// that can stand beside what is selected, for each the package of that name before those that provide it. Recommendations
/// are groups that may stay open. A package selected earlier that is in the way of one needed later is left out and the
/// search begun anew; where that does not help either, the conflict is an error that says why.
///
/// Source: apt's `pkgDepCache::MarkInstall`; the tests compare with apt itself.
public struct DebianResolver: Sendable {
    private let packages: DebianPackages
    private let installed: [DebianPackage]
    private let followsRecommends: Bool

    /// How many packages in the way are left out before the search is given up.
    private static let maximumAttempts = 32

    /// A resolver over what the suites offer.
    ///
    /// - Parameter installed: What is installed below and is not changed.
    public init(_ packages: DebianPackages, installed: [DebianPackage] = [], followsRecommends: Bool = false) {
        self.packages = packages
        self.installed = installed
        self.followsRecommends = followsRecommends
    }

    /// A package that was selected, and why.
    public struct Selected: Hashable, Sendable {
        /// The package.
        public let package: DebianPackage
        /// The name of the archive that has it.
        public let archive: String
        /// Why it is here.
        public let reason: DebianReason
    }

    /// The closure of names.
    public func resolve(_ names: [DebianPackageName]) throws -> [Selected] {
        try resolve(names.map { DebianWish($0) })
    }

    /// The closure of a request, sorted by name, whatever the request's order; without what is installed.
    ///
    /// - Throws: ``DebianResolutionError``, or ``ControlError`` for an index that cannot be read.
    public func resolve(_ wishes: [DebianWish]) throws -> [Selected] {
        var barred: Set<DebianPackageName> = []
        var first: DebianResolutionError?
        while true {
            do {
                return try attempt(Set(wishes).sorted(), without: barred)
            } catch let failure as DebianSearch.Failure {
                let error = first ?? failure.error
                guard let rival = failure.rival, barred.count < Self.maximumAttempts, barred.insert(rival).inserted
                else { throw error }
                first = error
            } catch let error as DebianResolutionError { throw first ?? error }
        }
    }

    private func attempt(_ wishes: [DebianWish], without barred: Set<DebianPackageName>) throws -> [Selected] {
        var candidates = DebianCandidates(
            packages, installed: Set(installed.map(\.name)), barred: barred, followsRecommends: followsRecommends)
        var selection = DebianSelection(native: packages.architecture)
        for package in installed { selection.add(.init(package: package, archive: "", reason: nil)) }
        let count = selection.entries.count
        for wish in wishes { try select(wish, &candidates, &selection) }
        if installed.isEmpty {
            for name in packages.baseNames {
                guard let candidate = try candidates.candidate(DebianPackageName(name)) else { continue }
                let package = candidate.package
                guard package.isEssential || package.priority == .required else { continue }
                let reason: DebianReason = package.isEssential ? .essential : .required
                try add(candidate, reason, &selection)
            }
        }
        let seeds = selection.entries[count...].map(\.package)
        var search = DebianSearch(selection, candidates, followsRecommends: followsRecommends)
        for seed in seeds { try search.complete(seed) }
        return search.selection.entries.compactMap { entry in
            entry.reason.map { Selected(package: entry.package, archive: entry.archive, reason: $0) }
        }.sorted { $0.package.name < $1.package.name }
    }

    /// Selects what a wish asks for; what is installed below is there already, in the version that it has.
    private func select(
        _ wish: DebianWish, _ candidates: inout DebianCandidates, _ selection: inout DebianSelection
    ) throws {
        if let entry = selection.entry(wish.name) {
            switch wish.choice {
            case .preferred: return
            case .version(let version) where version == entry.package.version: return
            case .version, .suite:
                guard entry.reason == nil else {
                    throw DebianResolutionError.contradiction(
                        wish.description, other: "\(entry.package.name) \(entry.package.version)")
                }
                throw DebianResolutionError.needsOther(
                    dependency: wish.description,
                    installed: "\(entry.package.name) \(entry.package.version)", chain: ["the recipe"])
            }
        }
        let name = DebianDependency(alternatives: [DebianRelation(name: wish.name, qualifier: nil, bound: nil)])
        if try packages.versions(wish.name.text).isEmpty, selection.satisfies(name) { return }
        try add(try candidates.take(wish), .requested, &selection)
    }

    /// Adds a seed, which cannot be left out for another.
    private func add(
        _ candidate: DebianPackages.Candidate, _ reason: DebianReason, _ selection: inout DebianSelection
    ) throws {
        guard !selection.contains(candidate.package.name) else { return }
        if let conflict = selection.conflict(of: candidate.package, neededBy: []) { throw conflict.error }
        selection.add(.init(package: candidate.package, archive: candidate.archive, reason: reason))
    }
}
