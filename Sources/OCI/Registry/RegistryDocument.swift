import HTTP

/// A manifest or an index as a registry gave it: its bytes, whose digest was checked, and what they are.
public struct RegistryDocument: Hashable, Sendable {
    /// The document's type, digest and size.
    public let descriptor: Descriptor
    /// The bytes, as they came.
    public let bytes: [UInt8]

    /// Whether it is an index over several platforms' manifests.
    public var isIndex: Bool { descriptor.mediaType.isIndex }

    /// Checks what a document is.
    ///
    /// What the document says of itself and what the server says of it have to agree, and it may not be a manifest and an
    /// index at once: else two readers take it for two things.
    /// Source: OCI image-spec, manifest.md and image-index.md, "mediaType".
    init(_ bytes: [UInt8], at place: String, contentType: String?) throws(RegistryError) {
        let object: JSONObject
        let inner: MediaType?
        do throws(JSONError) {
            object = try JSONField(JSON(parsing: bytes)).object()
            inner = try object.optional("mediaType").map { field throws(JSONError) in try MediaType(field) }
        } catch { throw .document(place, error) }
        let words = contentType?.split(separator: ";").first.map { $0.trimmingSpaces().lowercased() }
        let outer = words.flatMap { try? MediaType($0) }
        guard let type = inner ?? outer else { throw .manifestType(place, "it has no media type") }
        guard type.isManifest || type.isIndex else { throw .manifestType(place, "\(type) is not known") }
        if let outer, outer != type, outer.isManifest || outer.isIndex {
            throw .manifestType(place, "it calls itself \(type), and its server calls it \(outer)")
        }
        let (isManifest, isIndex) = (object.members["layers"] != nil, object.members["manifests"] != nil)
        guard isManifest != isIndex, isIndex == type.isIndex else {
            throw .manifestType(place, "it is no \(type) by its members")
        }
        self.bytes = bytes
        descriptor = Descriptor(mediaType: type, digest: Digest(of: bytes), size: Int64(bytes.count))
    }
}

extension MediaType {
    /// Whether it is an image's or an artifact's manifest, OCI's or Docker's.
    public var isManifest: Bool { self == .manifest || self == .dockerManifest }
    /// Whether it is an index, OCI's or Docker's.
    public var isIndex: Bool { self == .index || self == .dockerIndex }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
