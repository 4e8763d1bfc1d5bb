/// The configuration of an image: how it runs and which layers it stacks.
///
/// Source: OCI image-spec, config.md.
public struct ImageConfig: Hashable, Sendable {
    /// When the image was made, in RFC 3339.
    public var created: String?
    /// What the image runs on.
    public var platform: Platform
    /// How a container of the image runs.
    public var execution: ExecutionConfig
    /// The layers' diffIDs, the lowest first.
    public var diffIDs: [DiffID]
    /// How each layer came to be, the lowest first.
    public var history: [HistoryEntry]
    /// Members that this version does not know, kept as they were.
    public var unknown: [String: JSON]

    /// A configuration from its parts.
    public init(
        created: String?, platform: Platform, execution: ExecutionConfig, diffIDs: [DiffID], history: [HistoryEntry]
    ) {
        self.created = created
        self.platform = platform
        self.execution = execution
        self.diffIDs = diffIDs
        self.history = history
        unknown = [:]
    }

    /// Reads a configuration.
    public init(_ json: JSON) throws(JSONError) {
        let field = JSONField(json)
        let object = try field.object()
        created = try object.optional("created")?.string()
        platform = try Platform(object)
        execution =
            try object.optional("config").map { field throws(JSONError) in try ExecutionConfig(field) }
            ?? ExecutionConfig()
        let rootfs = try object.required("rootfs").object()
        let type = try rootfs.required("type")
        guard try type.string() == "layers" else { throw type.invalid("only 'layers' is known") }
        diffIDs = []
        for field in try rootfs.required("diff_ids").elements() { diffIDs.append(DiffID(try field.digest())) }
        history = []
        for field in try object.optional("history")?.elements() ?? [] { history.append(try HistoryEntry(field)) }
        unknown = object.others(than: ImageConfig.keys)
    }

    /// The configuration as a document.
    public var json: JSON {
        var members = unknown
        if let created { members["created"] = .string(created) }
        members.merge(platform.members) { $1 }
        members["config"] = execution.json
        members["rootfs"] = ["type": "layers", "diff_ids": .array(diffIDs.map { .string($0.description) })]
        if !history.isEmpty { members["history"] = .array(history.map(\.json)) }
        return .object(members)
    }

    private static let keys: Set<String> = [
        "created", "os", "architecture", "variant", "config", "rootfs", "history",
    ]
}
