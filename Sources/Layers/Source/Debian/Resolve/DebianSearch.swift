/// One walk over the dependencies of what is asked for, depth first, that tries the next alternative where one leads nowhere.
///
/// Its stack is its own, so that no index can make the program's overflow.
struct DebianSearch {
    private typealias Candidate = DebianPackages.Candidate

    /// What is selected.
    private(set) var selection: DebianSelection
    private var candidates: DebianCandidates
    private let followsRecommends: Bool
    private var stack: [Frame] = []
    /// The packages that were tried and failed, which are not tried again.
    private var discarded: [DebianPackageName: Failure] = [:]

    /// A package whose dependencies are being satisfied.
    private struct Frame {
        let name: DebianPackageName
        var groups: ArraySlice<Group>
        var trial: Trial?
    }

    private struct Group {
        let dependency: DebianDependency
        let isHard: Bool
    }

    /// A group of which one solution after the other is tried.
    private struct Trial {
        let isHard: Bool
        var rest: ArraySlice<Candidate>
        /// How many packages were selected before.
        let count: Int
        /// Why the first solution failed: what most people expected to be installed.
        var failure: Failure?
    }

    /// Why something cannot be had, and which of the packages selected earlier is in its way.
    struct Failure: Error {
        let error: DebianResolutionError
        let rival: DebianPackageName?
    }

    init(_ selection: DebianSelection, _ candidates: DebianCandidates, followsRecommends: Bool) {
        self.selection = selection
        self.candidates = candidates
        self.followsRecommends = followsRecommends
    }

    /// Selects all that a package needs, which is itself selected.
    ///
    /// - Throws: ``Failure``, or ``ControlError``.
    mutating func complete(_ package: DebianPackage) throws {
        push(package)
        while let group = next() {
            guard !selection.satisfies(group.dependency) else { continue }
            let solutions = try candidates.solutions(group.dependency).filter { discarded[$0.package.name] == nil }
            let top = stack.count - 1
            if solutions.isEmpty {
                if group.isHard { try fail(unsatisfied(group.dependency, by: stack[top].name)) }
                continue
            }
            stack[top].trial = Trial(isHard: group.isHard, rest: solutions[...], count: selection.entries.count)
            try tryNext()
        }
    }

    private mutating func push(_ package: DebianPackage) {
        let hard = (package.preDepends + package.depends).map { Group(dependency: $0, isHard: true) }
        let soft = followsRecommends ? package.recommends.map { Group(dependency: $0, isHard: false) } : []
        stack.append(Frame(name: package.name, groups: (hard + soft)[...]))
    }

    /// The next group to satisfy; nil when all are.
    private mutating func next() -> Group? {
        while !stack.isEmpty {
            if let group = stack[stack.count - 1].groups.popFirst() { return group }
            stack.removeLast()
        }
        return nil
    }

    /// Selects the next solution of the group that is on trial in the top frame.
    private mutating func tryNext() throws {
        let top = stack.count - 1
        let name = stack[top].name
        while let candidate = stack[top].trial?.rest.popFirst() {
            if let conflict = selection.conflict(of: candidate.package, neededBy: selection.chain(from: name)) {
                // What was asked for is never left out.
                let isChoice = if case .dependency = selection.entry(conflict.rival)?.reason { true } else { false }
                let failure = Failure(error: conflict.error, rival: isChoice ? conflict.rival : nil)
                if stack[top].trial?.failure == nil { stack[top].trial?.failure = failure }
                continue
            }
            selection.add(.init(package: candidate.package, archive: candidate.archive, reason: .dependency(of: name)))
            push(candidate.package)
            return
        }
        guard let trial = stack[top].trial else { return }
        stack[top].trial = nil
        if trial.isHard, let failure = trial.failure { try fail(failure) }
    }

    /// Gives up the package in the top frame: whoever wanted it tries the next solution.
    private mutating func fail(_ failure: Failure) throws {
        discarded[stack.removeLast().name] = failure
        guard let trial = stack.last?.trial else { throw failure }
        selection.truncate(to: trial.count)
        stack[stack.count - 1].trial?.failure = trial.failure ?? failure
        try tryNext()
    }

    private func unsatisfied(_ dependency: DebianDependency, by name: DebianPackageName) -> Failure {
        let chain = selection.chain(from: name)
        if let failure = dependency.alternatives.lazy.compactMap({ discarded[$0.name] }).first { return failure }
        for relation in dependency.alternatives {
            if let entry = selection.entry(relation.name), entry.reason == nil {
                let installed = "\(entry.package.name) \(entry.package.version)"
                return Failure(
                    error: .needsOther(dependency: dependency.description, installed: installed, chain: chain),
                    rival: nil)
            }
        }
        return Failure(error: .unsatisfied(dependency: dependency.description, chain: chain), rival: nil)
    }
}
