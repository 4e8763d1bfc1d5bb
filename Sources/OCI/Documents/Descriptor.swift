/// Points at a blob: what it is, which bytes, how many.
///
/// Source: OCI image-spec, descriptor.md.
public struct Descriptor: Hashable, Sendable {
    /// What the blob holds.
    public var mediaType: MediaType
    /// The digest of the blob.
    public var digest: Digest
    /// The blob's size, in bytes; never negative.
    public var size: Int64
    /// Notes of the one who points.
    public var annotations: [String: String]
    /// The kind of artifact, where the blob is an artifact's manifest.
    public var artifactType: MediaType?
    /// What the image runs on, where the blob is an image's manifest in an index.
    public var platform: Platform?
    /// Members that this version does not know, kept as they were.
    public var unknown: [String: JSON]

    /// A descriptor from its parts.
    public init(
        mediaType: MediaType, digest: Digest, size: Int64, annotations: [String: String] = [:],
        artifactType: MediaType? = nil, platform: Platform? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
        self.artifactType = artifactType
        self.platform = platform
        unknown = [:]
    }

    /// Reads a descriptor from a document.
    public init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        mediaType = try MediaType(object.required("mediaType"))
        digest = try object.required("digest").digest()
        let sizeField = try object.required("size")
        size = try sizeField.integer()
        guard size >= 0 else { throw sizeField.invalid("the size \(size) is negative") }
        annotations = try object.optional("annotations")?.stringMap() ?? [:]
        if let field = object.optional("artifactType") { artifactType = try MediaType(field) }
        if let field = object.optional("platform") { platform = try Platform(field) }
        unknown = object.others(than: Descriptor.keys)
    }

    /// The descriptor as it stands in documents.
    public var json: JSON {
        var members = unknown
        members["mediaType"] = .string(mediaType.description)
        members["digest"] = .string(digest.description)
        members["size"] = .integer(size)
        if !annotations.isEmpty { members["annotations"] = .strings(annotations) }
        if let artifactType { members["artifactType"] = .string(artifactType.description) }
        if let platform { members["platform"] = .object(platform.members) }
        return .object(members)
    }

    private static let keys: Set<String> = ["mediaType", "digest", "size", "annotations", "artifactType", "platform"]
}

extension MediaType {
    /// Reads a media type from a document.
    init(_ field: JSONField) throws(JSONError) {
        let text = try field.string()
        do { self = try MediaType(text) } catch {
            throw field.invalid("'\(text.prefix(100))' is not a media type")
        }
    }
}
