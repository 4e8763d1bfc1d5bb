/// The packages that are selected so far, beside those that are installed below.
struct DebianSelection {
    /// One package: `reason` is nil for what is installed below.
    struct Entry {
        let package: DebianPackage
        let archive: String
        let reason: DebianReason?
    }

    /// What an entry cannot stand beside.
    private struct Negation {
        let owner: Int
        let field: String
        let relation: DebianRelation
    }

    /// The packages in the order in which they were selected.
    private(set) var entries: [Entry] = []
    private var byName: [DebianPackageName: Int] = [:]
    private var providers: [DebianPackageName: [Int]] = [:]
    private var negations: [DebianPackageName: [Negation]] = [:]
    private let native: DebianArchitecture

    init(native: DebianArchitecture) { self.native = native }

    func contains(_ name: DebianPackageName) -> Bool { byName[name] != nil }

    func entry(_ name: DebianPackageName) -> Entry? { byName[name].map { entries[$0] } }

    mutating func add(_ entry: Entry) {
        let package = entry.package
        let index = entries.count
        byName[package.name] = index
        for provided in package.provides { providers[provided.name, default: []].append(index) }
        for (field, groups) in package.negations {
            for relation in groups.flatMap(\.alternatives) {
                negations[relation.name, default: []].append(
                    Negation(owner: index, field: field, relation: relation))
            }
        }
        entries.append(entry)
    }

    /// Takes back what was added last, until `count` entries are left.
    mutating func truncate(to count: Int) {
        while entries.count > count, let entry = entries.popLast() {
            byName[entry.package.name] = nil
            for provided in entry.package.provides { providers[provided.name]?.removeLast() }
            for relation in entry.package.negations.flatMap(\.groups).flatMap(\.alternatives) {
                negations[relation.name]?.removeLast()
            }
        }
    }

    /// Whether something selected or installed satisfies a group.
    func satisfies(_ dependency: DebianDependency) -> Bool {
        dependency.alternatives.contains { relation in
            matches(relation.name).contains { relation.isSatisfied(by: entries[$0].package, native: native) }
        }
    }

    /// How many packages a chain names at most.
    private static let longestChain = 50

    /// Who needs a package, and who needs that, up to the request.
    func chain(from name: DebianPackageName) -> [String] {
        var chain = [name.text]
        var current = name
        while let index = byName[current] {
            guard chain.count < Self.longestChain else { return chain + ["others"] }
            guard let reason = entries[index].reason else { return chain + ["a Debian layer below"] }
            guard case .dependency(let parent) = reason else { break }
            chain.append(parent.text)
            current = parent
        }
        return chain
    }

    /// What a package that is to be added cannot stand beside, either way.
    ///
    /// - Parameter chain: Who needs the package.
    func conflict(of package: DebianPackage, neededBy chain: @autoclosure () -> [String]) -> Conflict? {
        for (field, groups) in package.negations {
            for relation in groups.flatMap(\.alternatives) {
                for index in matches(relation.name) {
                    let other = entries[index].package
                    guard other.name != package.name, relation.isSatisfied(by: other, native: native) else { continue }
                    return Conflict(
                        error: .conflict(
                            package: package.name.text, field: field, relation: relation.description,
                            other: other.name.text, chain: chain()), rival: other.name)
                }
            }
        }
        for name in [package.name] + package.provides.map(\.name) {
            for negation in negations[name] ?? [] {
                let owner = entries[negation.owner].package
                guard owner.name != package.name, negation.relation.isSatisfied(by: package, native: native) else {
                    continue
                }
                return Conflict(
                    error: .conflict(
                        package: owner.name.text, field: negation.field, relation: negation.relation.description,
                        other: package.name.text, chain: Array(self.chain(from: owner.name).dropFirst())),
                    rival: owner.name)
            }
        }
        return nil
    }

    /// Why a package cannot be added, and which of those selected is in its way.
    struct Conflict: Error {
        let error: DebianResolutionError
        let rival: DebianPackageName
    }

    private func matches(_ name: DebianPackageName) -> [Int] {
        (byName[name].map { [$0] } ?? []) + (providers[name] ?? [])
    }
}

extension DebianPackage {
    /// What the package cannot stand beside, by field.
    fileprivate var negations: [(field: String, groups: [DebianDependency])] {
        [("Conflicts", conflicts), ("Breaks", breaks)]
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
