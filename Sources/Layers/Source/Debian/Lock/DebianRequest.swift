/// What a Debian layer shall hold, before it is locked.
public struct DebianRequest: Hashable, Sendable {
    /// The archives, in the order of preference between equal versions.
    public let archives: [DebianArchive]
    /// The packages asked for by name.
    public let packages: [DebianPackageName]
    /// The architecture of the layer.
    public let architecture: DebianArchitecture

    /// A request from its parts.
    public init(archives: [DebianArchive], packages: [DebianPackageName], architecture: DebianArchitecture = .amd64) {
        self.archives = archives
        self.packages = packages
        self.architecture = architecture
    }
}
