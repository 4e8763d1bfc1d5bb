public import SystemPackage

/// A command inside a root file system, with all that it is given.
///
/// It has no network, its host is called `imagesmith`, and it sees no process, file or variable that is not named here;
/// `/proc`, a small `/dev` and an empty `/tmp` are always there.
public struct SandboxRequest: Hashable, Sendable {
    /// The directory that is its root.
    public let root: FilePath
    /// The program and its arguments. A name without a slash is looked up in the `PATH` of ``environment``.
    public let arguments: [String]
    /// Its whole environment; runc and crun add `HOME` where it is not named.
    public let environment: [EnvironmentVariable]
    /// The directory that it starts in.
    public let workingDirectory: FilePath
    /// As whom it runs.
    public let user: SandboxUser
    /// Whether it may write to its root.
    public let isRootWritable: Bool
    /// What is mounted beside the root, in this order.
    public private(set) var mounts: [SandboxMount]
    /// The devices it sees beyond the harmless ones.
    public let devices: SandboxDevices
    /// What it may do.
    public let capabilities: SandboxCapabilities
    /// How much it may take.
    public let limits: SandboxLimits
    /// The clock that its programs see; nil means the machine's.
    public let clock: FixedClock?

    /// A request from its parts.
    ///
    /// - Throws: ``SandboxError/request(_:)`` for what no sandbox can be asked.
    public init(
        root: FilePath, arguments: [String], environment: [EnvironmentVariable], user: SandboxUser,
        limits: SandboxLimits, workingDirectory: FilePath = "/", isRootWritable: Bool = false,
        mounts: [SandboxMount] = [], devices: SandboxDevices = .none, capabilities: SandboxCapabilities = .none,
        clock: FixedClock? = nil
    ) throws(SandboxError) {
        guard root.isAbsolute else { throw .request(.relativeRoot(root)) }
        guard let program = arguments.first, !program.isEmpty else { throw .request(.noArguments) }
        if let bad = arguments.first(where: { $0.utf8.contains(0) }) { throw .request(.nul(bad)) }
        guard workingDirectory.isInsideRoot else { throw .request(.workingDirectory(workingDirectory)) }
        self.root = root
        self.arguments = arguments
        self.environment = devices.environment(over: environment)
        self.workingDirectory = workingDirectory
        self.user = SandboxUser(
            uid: user.uid, gid: user.gid, additionalGroups: user.additionalGroups + devices.additionalGroups)
        self.isRootWritable = isRootWritable
        self.mounts = mounts + devices.mounts
        self.devices = devices
        self.capabilities = capabilities
        self.limits = limits
        self.clock = clock
    }

    /// The same with more mounts, behind the others.
    func mounting(_ mounts: SandboxMount...) -> SandboxRequest {
        var request = self
        request.mounts += mounts
        return request
    }
}
