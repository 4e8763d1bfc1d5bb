/// Finds the packages that a request needs, as apt does on an empty system without recommendations.
///
/// The seeds are what is essential or required and what is asked for. From them on, breadth first: a group of alternatives
/// that some selected package satisfies adds nothing; else the first alternative that is a package in a fitting version is
/// selected, else the best provider. There is no going back: what then conflicts is an error that says why.
public struct DebianResolver: Sendable {
    private let packages: DebianPackages

    /// A resolver over what the suites offer.
    public init(_ packages: DebianPackages) { self.packages = packages }

    /// A package that was selected, and why.
    public struct Selected: Hashable, Sendable {
        /// The package.
        public let package: DebianPackage
        /// The name of the archive that has it.
        public let archive: String
        /// Why it is here.
        public let reason: DebianReason
    }

    /// The closure of a request, sorted by name.
    ///
    /// - Throws: ``DebianResolutionError``, or ``ControlError`` for an index that cannot be read.
    public func resolve(_ requested: [DebianPackageName]) throws -> [Selected] {
        var selection = Selection(native: packages.architecture)
        for name in requested { selection.add(try requestedPackage(name), .requested) }
        for name in packages.baseNames {
            guard let candidate = try packages.candidate(name) else { continue }
            let package = candidate.package
            if package.isEssential {
                selection.add(candidate, .essential)
            } else if package.priority == .required {
                selection.add(candidate, .required)
            }
        }
        var next = 0
        while next < selection.order.count {
            let package = selection.order[next].package
            next += 1
            for dependency in package.preDepends + package.depends {
                if selection.satisfies(dependency) { continue }
                guard let candidate = try choose(dependency) else {
                    throw DebianResolutionError.unsatisfied(
                        dependency: dependency.description, chain: selection.chain(from: package.name))
                }
                selection.add(candidate, .dependency(of: package.name))
            }
        }
        try selection.checkConflicts()
        return selection.order.sorted { $0.package.name < $1.package.name }
    }

    private func requestedPackage(_ name: DebianPackageName) throws -> DebianPackages.Candidate {
        if let candidate = try packages.candidate(name.text) { return candidate }
        let providers = try packages.providers(of: name.text)
        guard let first = providers.first else { throw DebianResolutionError.unknown(name.text) }
        guard providers.count == 1 else {
            throw DebianResolutionError.ambiguous(name.text, providers: providers.map(\.package.name.text))
        }
        return first
    }

    private func choose(_ dependency: DebianDependency) throws -> DebianPackages.Candidate? {
        for relation in dependency.alternatives {
            if let candidate = try packages.candidate(relation.name.text),
                relation.isSatisfied(by: candidate.package, native: packages.architecture)
            {
                return candidate
            }
        }
        for relation in dependency.alternatives {
            for candidate in try packages.providers(of: relation.name.text)
            where relation.isSatisfied(by: candidate.package, native: packages.architecture) {
                return candidate
            }
        }
        return nil
    }
}

extension DebianResolver {
    /// What is selected so far.
    fileprivate struct Selection {
        private(set) var order: [Selected] = []
        private var byName: [DebianPackageName: Int] = [:]
        private var providers: [DebianPackageName: [Int]] = [:]
        private let native: DebianArchitecture

        init(native: DebianArchitecture) { self.native = native }

        mutating func add(_ candidate: DebianPackages.Candidate, _ reason: DebianReason) {
            let package = candidate.package
            guard byName[package.name] == nil else { return }
            byName[package.name] = order.count
            for provided in package.provides { providers[provided.name, default: []].append(order.count) }
            order.append(Selected(package: package, archive: candidate.archive, reason: reason))
        }

        func satisfies(_ dependency: DebianDependency) -> Bool {
            dependency.alternatives.contains { relation in
                matches(relation.name).contains { relation.isSatisfied(by: order[$0].package, native: native) }
            }
        }

        /// Who needs a package, and who needs that, up to the request.
        func chain(from name: DebianPackageName) -> [String] {
            var chain = [name.text]
            var current = name
            while let index = byName[current], case .dependency(let parent) = order[index].reason,
                chain.count < order.count
            {
                chain.append(parent.text)
                current = parent
            }
            return chain
        }

        func checkConflicts() throws(DebianResolutionError) {
            for selected in order {
                let package = selected.package
                for (field, groups) in [("Conflicts", package.conflicts), ("Breaks", package.breaks)] {
                    for relation in groups.flatMap(\.alternatives) {
                        let other = matches(relation.name).first {
                            order[$0].package.name != package.name
                                && relation.isSatisfied(by: order[$0].package, native: native)
                        }
                        guard let other else { continue }
                        throw .conflict(
                            package: package.name.text, field: field, relation: relation.description,
                            other: order[other].package.name.text, chain: Array(chain(from: package.name).dropFirst()))
                    }
                }
            }
        }

        private func matches(_ name: DebianPackageName) -> [Int] {
            (byName[name].map { [$0] } ?? []) + (providers[name] ?? [])
        }
    }
}

extension DebianRelation {
    /// Whether a package satisfies the relation, by its own name or by one that it provides.
    ///
    /// A relation with a version is satisfied by a provided name only where that has a version too (Debian Policy 7.5).
    func isSatisfied(by package: DebianPackage, native: DebianArchitecture) -> Bool {
        switch qualifier {
        case nil: break
        case "any": if !package.isMultiArchAllowed { return false }
        case .some(let name): if name != native.text { return false }
        }
        if package.name == name, bound?.admits(package.version) ?? true { return true }
        return package.provides.contains { provided in
            guard provided.name == name else { return false }
            guard let bound else { return true }
            guard let version = provided.bound, version.comparison == .equal else { return false }
            return bound.admits(version.version)
        }
    }
}
