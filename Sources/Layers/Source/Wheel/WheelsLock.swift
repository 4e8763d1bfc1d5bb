public import OCI

/// Everything that a layer of wheels is made of: the target, the places, and each wheel by content. It names no host.
public struct WheelsLock: Hashable, Sendable {
    /// The Python that the wheels were chosen for.
    public let python: PythonTarget
    /// Where they go, and what is shown of them.
    public let layout: WheelsLayout
    /// The projects that were asked for by name, sorted.
    public let requested: [ProjectName]
    /// The wheels, sorted by project, each project once.
    public let wheels: [LockedWheel]
    /// What these need and layers below hold, sorted by project. The layer's own bytes do not depend on it.
    public let below: [WheelBelow]
    /// Projects that others of these stand for, sorted by project.
    public let standIns: [ProjectStandIn]

    /// The most wheels that a lock may have.
    public static let mostWheels = 10_000

    /// A lock whose lists are sorted here.
    ///
    /// - Throws: `WheelError`: `duplicateProject` for two wheels of one project, `incompatible` for a wheel that does not run on
    ///   the target, `requestedMissing` for a project without a wheel, `tooManyWheels`; `standInInstalled` and `providerMissing` for
    ///   stand-ins that are not needed or stand for nothing.
    public init(
        python: PythonTarget, layout: WheelsLayout, requested: some Sequence<ProjectName>,
        wheels: some Sequence<LockedWheel>, below: some Sequence<WheelBelow> = [],
        standIns: some Sequence<ProjectStandIn> = []
    ) throws(WheelError) {
        self.python = python
        self.below = below.sorted { $0.project < $1.project }
        self.standIns = standIns.sorted { $0.project < $1.project }
        self.layout = layout
        self.requested = Set(requested).sorted()
        self.wheels = wheels.sorted { $0.project < $1.project }
        guard self.wheels.count <= Self.mostWheels else {
            throw .tooManyWheels(self.wheels.count, limit: Self.mostWheels)
        }
        for (first, second) in zip(self.wheels, self.wheels.dropFirst()) where first.project == second.project {
            throw .duplicateProject(first.project)
        }
        let ranking = WheelRanking(python)
        for wheel in self.wheels where ranking.rank(of: wheel.file) == nil { throw .incompatible(wheel.file, python) }
        let projects = Set(self.wheels.map(\.project))
        for project in self.requested where !projects.contains(project) { throw .requestedMissing(project) }
        let held = projects.union(self.below.map(\.project))
        var declared: Set<ProjectName> = []
        for standIn in self.standIns {
            guard !held.contains(standIn.project), declared.insert(standIn.project).inserted else {
                throw .standInInstalled(standIn.project)
            }
            guard held.contains(standIn.provider) else { throw .providerMissing(standIn.provider, of: standIn.project) }
        }
    }

    /// Where the parts of wheels go.
    public var scheme: InstallScheme { layout.scheme }

    /// Reads `{"python", "requested", "scheme", "wheels"}` and, where they are not as by default, `"below"`, `"bytecode"`,
    /// `"links"`, `"only"` and `"standIns"`; all lists must come sorted and without repetition.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(
            than: WheelsLayout.members.union(["below", "python", "requested", "standIns", "wheels"]))
        let (requestedField, wheelsField) = (try object.required("requested"), try object.required("wheels"))
        var requested: [ProjectName] = []
        for element in try requestedField.elements() {
            let text = try element.string()
            guard let project = try? ProjectName(text), project.text == text else {
                throw element.invalid("'\(text.prefix(100))' is no normalised project name")
            }
            requested.append(project)
        }
        var wheels: [LockedWheel] = []
        for element in try wheelsField.elements() { wheels.append(try LockedWheel(element)) }
        var below: [WheelBelow] = []
        for element in try object.optional("below")?.elements() ?? [] { below.append(try WheelBelow(element)) }
        var standIns: [ProjectStandIn] = []
        for element in try object.optional("standIns")?.elements() ?? [] {
            standIns.append(try ProjectStandIn(element))
        }
        let (python, layout) = (try PythonTarget(object.required("python")), try WheelsLayout(object))
        do {
            try self.init(
                python: python, layout: layout, requested: requested, wheels: wheels, below: below, standIns: standIns)
        } catch { throw field.invalid(error.description) }
        guard self.requested == requested else {
            throw requestedField.invalid("the names are not sorted, or one stands twice")
        }
        guard self.below == below else { throw field.invalid("what is below is not sorted by project") }
        guard self.standIns == standIns else { throw field.invalid("the stand-ins are not sorted by project") }
        guard self.wheels == wheels else { throw wheelsField.invalid("the wheels are not sorted by project") }
    }

    /// The value as `init` reads it.
    public var json: JSON {
        guard !below.isEmpty, case .object(var members) = inputsJSON else { return inputsJSON }
        members["below"] = .array(below.map { .string($0.description) })
        return .object(members)
    }

    /// What the layer's bytes depend on.
    var inputsJSON: JSON {
        .members([
            "bytecode": layout.bytecode?.json, "links": layout.linksJSON, "only": layout.onlyJSON,
            "python": python.json,
            "requested": .array(requested.map { .string($0.text) }), "scheme": scheme.json,
            "standIns": standIns.isEmpty ? nil : .array(standIns.map(\.json)),
            "wheels": .array(wheels.map(\.json)),
        ])
    }
}
