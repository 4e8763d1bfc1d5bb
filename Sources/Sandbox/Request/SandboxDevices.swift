/// What makes devices of the host usable in a sandbox: nodes, and the driver's libraries and variables.
///
/// Source: CNCF CDI, SPEC.md, "containerEdits", of which these are the parts without hooks.
public struct SandboxDevices: Hashable, Sendable {
    /// The nodes.
    public let nodes: [DeviceNode]
    /// What the driver needs to have mounted.
    public let mounts: [SandboxMount]
    /// The variables that the driver needs.
    public let environment: [EnvironmentVariable]
    /// The groups that may use the nodes.
    public let additionalGroups: [UInt32]

    /// Devices from their parts.
    public init(
        nodes: [DeviceNode], mounts: [SandboxMount], environment: [EnvironmentVariable], additionalGroups: [UInt32] = []
    ) {
        self.nodes = nodes
        self.mounts = mounts
        self.environment = environment
        self.additionalGroups = additionalGroups
    }

    /// No devices.
    public static let none = SandboxDevices(nodes: [], mounts: [], environment: [])

    /// A request's variables with the driver's: a search path is put before the one that is there, others replace.
    func environment(over variables: [EnvironmentVariable]) -> [EnvironmentVariable] {
        var result = variables
        for own in environment {
            guard let index = result.firstIndex(where: { $0.name == own.name }) else {
                result.append(own)
                continue
            }
            let isSearchPath = own.name == "LD_LIBRARY_PATH" && !result[index].value.isEmpty
            let joined = isSearchPath ? own.joining(":", result[index].value) : own
            result[index] = joined
        }
        return result
    }
}
