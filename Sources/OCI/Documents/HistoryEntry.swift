/// How one layer of an image came to be.
///
/// Source: OCI image-spec, config.md, "history".
public struct HistoryEntry: Hashable, Sendable {
    /// When, in RFC 3339.
    public var created: String?
    /// By what.
    public var createdBy: String?
    /// Whether the step made no layer.
    public var isEmptyLayer: Bool
    /// Members that this version does not know, kept as they were.
    public var unknown: [String: JSON]

    /// A step from its parts.
    public init(created: String?, createdBy: String?, isEmptyLayer: Bool = false) {
        self.created = created
        self.createdBy = createdBy
        self.isEmptyLayer = isEmptyLayer
        unknown = [:]
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        created = try object.optional("created")?.string()
        createdBy = try object.optional("created_by")?.string()
        isEmptyLayer = try object.optional("empty_layer")?.bool() ?? false
        unknown = object.others(than: ["created", "created_by", "empty_layer"])
    }

    var json: JSON {
        var members = unknown
        members["created"] = created.map { .string($0) }
        members["created_by"] = createdBy.map { .string($0) }
        if isEmptyLayer { members["empty_layer"] = true }
        return .object(members)
    }
}
