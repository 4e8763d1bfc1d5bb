/// How a container of an image runs: the `config` member of an image configuration.
///
/// Source: OCI image-spec, config.md, "config".
public struct ExecutionConfig: Hashable, Sendable {
    /// The user, as `1000`, `1000:1000` or a name; nil means root.
    public var user: String?
    /// The environment, as `NAME=VALUE`.
    public var environment: [String]
    /// The program that a container starts.
    public var entrypoint: [String]
    /// The arguments that a container's caller may replace.
    public var command: [String]
    /// The directory that the program starts in.
    public var workingDirectory: String?
    /// The ports that the program serves, as `8080/tcp`.
    public var exposedPorts: [String]
    /// Notes on the image.
    public var labels: [String: String]
    /// The signal that stops the program.
    public var stopSignal: String?
    /// Members that this version does not know, kept as they were.
    public var unknown: [String: JSON]

    /// A configuration from its parts.
    public init(
        user: String? = nil, environment: [String] = [], entrypoint: [String] = [], command: [String] = [],
        workingDirectory: String? = nil, exposedPorts: [String] = [], labels: [String: String] = [:],
        stopSignal: String? = nil
    ) {
        self.user = user
        self.environment = environment
        self.entrypoint = entrypoint
        self.command = command
        self.workingDirectory = workingDirectory
        self.exposedPorts = exposedPorts
        self.labels = labels
        self.stopSignal = stopSignal
        unknown = [:]
    }

    /// Reads a configuration. Docker writes `null` for lists that are empty: it is read as such.
    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        func present(_ key: String) -> JSONField? {
            object.optional(key).flatMap { $0.value == .null ? nil : $0 }
        }
        user = try present("User")?.string()
        environment = try present("Env")?.strings() ?? []
        entrypoint = try present("Entrypoint")?.strings() ?? []
        command = try present("Cmd")?.strings() ?? []
        workingDirectory = try present("WorkingDir")?.string()
        let ports = try present("ExposedPorts")?.object().members.keys.map(\.self) ?? []
        exposedPorts = ports.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        labels = try present("Labels")?.stringMap() ?? [:]
        stopSignal = try present("StopSignal")?.string()
        unknown = object.others(than: ExecutionConfig.keys)
    }

    var json: JSON {
        var members = unknown
        func list(_ texts: [String]) -> JSON? { texts.isEmpty ? nil : .array(texts.map { .string($0) }) }
        members["User"] = user.map { .string($0) }
        members["Env"] = list(environment)
        members["Entrypoint"] = list(entrypoint)
        members["Cmd"] = list(command)
        members["WorkingDir"] = workingDirectory.map { .string($0) }
        if !exposedPorts.isEmpty {
            members["ExposedPorts"] = .object(Dictionary(exposedPorts.map { ($0, .object([:])) }) { $1 })
        }
        if !labels.isEmpty { members["Labels"] = .strings(labels) }
        members["StopSignal"] = stopSignal.map { .string($0) }
        return .object(members)
    }

    private static let keys: Set<String> = [
        "User", "Env", "Entrypoint", "Cmd", "WorkingDir", "ExposedPorts", "Labels", "StopSignal",
    ]
}
