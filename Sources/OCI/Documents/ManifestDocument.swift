/// A manifest or an index from outside: its bytes, and what they are.
public struct ManifestDocument: Hashable, Sendable {
    /// The document's type, digest and size.
    public let descriptor: Descriptor
    /// The bytes, as they came.
    public let bytes: [UInt8]

    /// Whether it is an index over several platforms' manifests.
    public var isIndex: Bool { descriptor.mediaType.isIndex }

    /// Checks what a document is.
    ///
    /// What the document says of itself and what a server says of it have to agree, and it may not be a manifest and an
    /// index at once: else two readers take it for two things.
    /// Source: OCI image-spec, manifest.md and image-index.md, "mediaType".
    /// - Parameters:
    ///   - place: Where it comes from, for messages.
    ///   - contentType: What the server calls it, where there is one.
    public init(_ bytes: [UInt8], from place: String, contentType: String? = nil) throws(ManifestDocumentError) {
        let object: JSONObject
        let inner: MediaType?
        do throws(JSONError) {
            object = try JSONField(JSON(parsing: bytes)).object()
            inner = try object.optional("mediaType").map { field throws(JSONError) in try MediaType(field) }
        } catch { throw .json(place, error) }
        let words = contentType?.split(separator: ";").first.map { $0.trimmingBlanks().lowercased() }
        let outer = words.flatMap { try? MediaType($0) }
        let (isManifest, isIndex) = (object.members["layers"] != nil, object.members["manifests"] != nil)
        guard isManifest != isIndex else { throw .type(place, "it is neither a manifest nor an index by its members") }
        // OCI's first documents bore no type of their own.
        guard let type = inner ?? outer ?? (contentType == nil ? (isIndex ? .index : .manifest) : nil) else {
            throw .type(place, "it has no media type")
        }
        guard type.isManifest || type.isIndex else { throw .type(place, "\(type) is not known") }
        if let outer, outer != type, outer.isManifest || outer.isIndex {
            throw .type(place, "it calls itself \(type), and its server calls it \(outer)")
        }
        guard isIndex == type.isIndex else { throw .type(place, "it is no \(type) by its members") }
        self.bytes = bytes
        descriptor = Descriptor(mediaType: type, digest: Digest(of: bytes), size: Int64(bytes.count))
    }

    /// The document as a manifest.
    public func manifest() throws(JSONError) -> Manifest { try Manifest(JSON(parsing: bytes)) }

    /// The document as an index.
    public func index() throws(JSONError) -> ImageIndex { try ImageIndex(JSON(parsing: bytes)) }
}

extension MediaType {
    /// Whether it is an image's or an artifact's manifest, OCI's or Docker's.
    public var isManifest: Bool { self == .manifest || self == .dockerManifest }
    /// Whether it is an index, OCI's or Docker's.
    public var isIndex: Bool { self == .index || self == .dockerIndex }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
