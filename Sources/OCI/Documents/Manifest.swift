/// The manifest of an image, or of an artifact.
///
/// Source: OCI image-spec, manifest.md. Docker's schema 2 manifests are read by the same type.
public struct Manifest: Hashable, Sendable {
    /// What the document says it is; nil where it does not say.
    public var mediaType: MediaType?
    /// The kind of artifact; nil for images.
    public var artifactType: MediaType?
    /// The configuration.
    public var config: Descriptor
    /// The layers, the lowest first.
    public var layers: [Descriptor]
    /// The manifest that this one is about, which makes this one its referrer.
    public var subject: Descriptor?
    /// Notes on the whole.
    public var annotations: [String: String]
    /// Members that this version does not know, kept as they were.
    public var unknown: [String: JSON]

    /// A manifest from its parts.
    public init(
        config: Descriptor, layers: [Descriptor], annotations: [String: String] = [:],
        artifactType: MediaType? = nil, subject: Descriptor? = nil
    ) {
        mediaType = .manifest
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.subject = subject
        self.annotations = annotations
        unknown = [:]
    }

    /// Reads a manifest.
    public init(_ json: JSON) throws(JSONError) {
        let object = try JSONField(json).object()
        try object.requireSchemaVersion2()
        if let field = object.optional("mediaType") { mediaType = try MediaType(field) }
        if let field = object.optional("artifactType") { artifactType = try MediaType(field) }
        config = try Descriptor(object.required("config"))
        layers = []
        for field in try object.required("layers").elements() { layers.append(try Descriptor(field)) }
        if let field = object.optional("subject") { subject = try Descriptor(field) }
        annotations = try object.optional("annotations")?.stringMap() ?? [:]
        unknown = object.others(than: Manifest.keys)
    }

    /// The manifest as a document.
    public var json: JSON {
        var members = unknown
        members["schemaVersion"] = 2
        if let mediaType { members["mediaType"] = .string(mediaType.description) }
        if let artifactType { members["artifactType"] = .string(artifactType.description) }
        members["config"] = config.json
        members["layers"] = .array(layers.map(\.json))
        if let subject { members["subject"] = subject.json }
        if !annotations.isEmpty { members["annotations"] = .strings(annotations) }
        return .object(members)
    }

    private static let keys: Set<String> = [
        "schemaVersion", "mediaType", "artifactType", "config", "layers", "subject", "annotations",
    ]
}

extension JSONObject {
    /// Refuses a document whose `schemaVersion` is not 2.
    func requireSchemaVersion2() throws(JSONError) {
        let field = try required("schemaVersion")
        let version = try field.integer()
        guard version == 2 else { throw field.invalid("version \(version) is not known; 2 is") }
    }
}
