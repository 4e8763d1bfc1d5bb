public import OCI

/// A file as one layer of an image stores it.
public struct StoredFile: Hashable, Sendable {
    /// The layer's name, or its place.
    public let layer: String
    /// Where the layer stands, from the lowest up.
    public let position: Int
    /// The path.
    public let path: PrintableText
    /// The size, in bytes.
    public let size: Int64
    /// The digest of the content.
    public let digest: Digest

    /// The file as a member of a report.
    var json: JSON {
        [
            "layer": .string(layer), "path": .string(path.description), "size": .integer(size),
            "digest": .string(digest.description),
        ]
    }
}
