/// What a Debian layer shall hold, before it is locked.
public struct DebianRequest: Hashable, Sendable {
    /// The archives, in the order of preference between equal versions.
    public let archives: [DebianArchive]
    /// The packages asked for.
    public let packages: [DebianWish]
    /// Whether recommendations are followed.
    public let recommends: Bool
    /// Which versions are preferred.
    public let policy: DebianPolicy
    /// The architecture of the layer.
    public let architecture: DebianArchitecture
    /// The locks of the Debian layers below, the lowest first.
    public let below: [DebianLock]
    /// How the packages become configured.
    public let configure: DebianConfigure
    /// Which of the packages' files the layer leaves out.
    public let paths: DebianPathRules

    /// A request from its parts.
    public init(
        archives: [DebianArchive], packages: [DebianWish], recommends: Bool = false,
        policy: DebianPolicy = DebianPolicy(), architecture: DebianArchitecture = .amd64, below: [DebianLock] = [],
        configure: DebianConfigure = .scripts, paths: DebianPathRules = DebianPathRules()
    ) {
        self.archives = archives
        self.packages = packages
        self.recommends = recommends
        self.policy = policy
        self.architecture = architecture
        self.below = below
        self.configure = configure
        self.paths = paths
    }
}
