/// An index over manifests: `index.json` of a layout, or a list of one image's platforms.
///
/// Source: OCI image-spec, image-index.md.
public struct ImageIndex: Hashable, Sendable {
    /// What the document says it is; nil where it does not say.
    public var mediaType: MediaType?
    /// The manifests.
    public var manifests: [Descriptor]
    /// Notes on the whole.
    public var annotations: [String: String]
    /// Members that this version does not know, kept as they were.
    public var unknown: [String: JSON]

    /// An index over `manifests`.
    public init(manifests: [Descriptor] = [], annotations: [String: String] = [:]) {
        mediaType = .index
        self.manifests = manifests
        self.annotations = annotations
        unknown = [:]
    }

    /// Reads an index.
    public init(_ json: JSON) throws(JSONError) {
        let object = try JSONField(json).object()
        try object.requireSchemaVersion2()
        if let field = object.optional("mediaType") { mediaType = try MediaType(field) }
        manifests = []
        for field in try object.required("manifests").elements() { manifests.append(try Descriptor(field)) }
        annotations = try object.optional("annotations")?.stringMap() ?? [:]
        unknown = object.others(than: ["schemaVersion", "mediaType", "manifests", "annotations"])
    }

    /// The index as a document.
    public var json: JSON {
        var members = unknown
        members["schemaVersion"] = 2
        if let mediaType { members["mediaType"] = .string(mediaType.description) }
        members["manifests"] = .array(manifests.map(\.json))
        if !annotations.isEmpty { members["annotations"] = .strings(annotations) }
        return .object(members)
    }

    /// The first entry that runs on a platform; a variant counts only where one is asked for. Nil for none.
    public func entry(for platform: Platform) -> Descriptor? {
        manifests.first { $0.platform.map { $0.runs(platform) } ?? false }
    }
}

extension Platform {
    /// Whether something for this platform is what is asked for; a variant counts only where one is asked for.
    public func runs(_ asked: Platform) -> Bool {
        os == asked.os && architecture == asked.architecture && (asked.variant == nil || variant == asked.variant)
    }
}
