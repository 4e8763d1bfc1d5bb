/// What stands for a project that is not installed.
public struct ProjectProvider: Hashable, Sendable {
    /// The project that is installed.
    public let project: ProjectName
    /// The version that is declared; nil for the provider's own.
    public let version: String?

    /// A provider. Throws `WheelError.version` for a text that is none.
    public init(_ project: ProjectName, version: String? = nil) throws(WheelError) {
        if let version { _ = try PackageVersion(version) }
        self.project = project
        self.version = version
    }
}
