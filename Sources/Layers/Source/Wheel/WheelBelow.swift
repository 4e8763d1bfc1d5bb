import OCI

/// A project that a layer below holds already: a layer of wheels on top of others takes what is there.
public struct WheelBelow: Hashable, Sendable, CustomStringConvertible {
    /// The project.
    public let project: ProjectName
    /// Its version, as the wheel below spells it.
    public let version: String

    init(_ wheel: LockedWheel) {
        project = wheel.project
        version = wheel.file.versionText
    }

    /// Reads `NAME==VERSION`.
    init(_ field: JSONField) throws(JSONError) {
        let text = try field.string()
        let parts = text.split(separator: "=", omittingEmptySubsequences: true)
        guard parts.count == 2, let project = try? ProjectName(parts[0]), (try? PackageVersion(parts[1])) != nil,
            text == "\(project.text)==\(parts[1])"
        else { throw field.invalid("'\(text.prefix(100))' is not NAME==VERSION") }
        self.project = project
        self.version = String(parts[1])
    }

    /// `NAME==VERSION`: a constraint for resolvers.
    public var description: String { "\(project.text)==\(version)" }
}
