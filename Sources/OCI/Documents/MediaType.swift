/// The media type of a blob.
///
/// Source: OCI image-spec, media-types.md, and RFC 6838 for the grammar.
public struct MediaType: Hashable, Sendable, CustomStringConvertible {
    /// The text, as it stands in documents.
    public let description: String

    /// Parses `type/subtype`.
    ///
    /// - Throws: ``JSONError/value(path:reason:)`` without a path when the text is no media type.
    public init(_ text: String) throws(JSONError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ MediaType.isName(Array($0.utf8)) }) else {
            throw .value(path: "mediaType", reason: "'\(text.prefix(100))' is not a media type")
        }
        description = text
    }

    private init(known text: String) { description = text }

    // RFC 6838, section 4.2: restricted-name, which begins with a letter or a digit and has at most 127 characters.
    private static func isName(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, bytes.count <= 127, first.isAlphanumeric else { return false }
        return bytes.allSatisfy { $0.isAlphanumeric || "!#$&-^_.+".utf8.contains($0) }
    }

    /// An image index.
    public static let index = MediaType(known: "application/vnd.oci.image.index.v1+json")
    /// An image manifest, or an artifact's.
    public static let manifest = MediaType(known: "application/vnd.oci.image.manifest.v1+json")
    /// An image configuration.
    public static let config = MediaType(known: "application/vnd.oci.image.config.v1+json")
    /// A layer that is not compressed.
    public static let layer = MediaType(known: "application/vnd.oci.image.layer.v1.tar")
    /// A layer compressed with gzip.
    public static let layerGzip = MediaType(known: "application/vnd.oci.image.layer.v1.tar+gzip")
    /// A layer compressed with zstd.
    public static let layerZstd = MediaType(known: "application/vnd.oci.image.layer.v1.tar+zstd")
    /// The empty JSON object, as an artifact's config.
    public static let empty = MediaType(known: "application/vnd.oci.empty.v1+json")
    /// The recipe that an image was built from (YAML text).
    public static let recipe = MediaType(known: "application/vnd.dev.imagesmith.recipe.v1+yaml")
    /// The lock that an image was built from.
    public static let lock = MediaType(known: "application/vnd.dev.imagesmith.lock.v1+json")
    /// The smoke tests that gate an image.
    public static let smokePlan = MediaType(known: "application/vnd.dev.imagesmith.smoke.plan.v1+json")
    /// What a run of the smoke tests found.
    public static let smokeReport = MediaType(known: "application/vnd.dev.imagesmith.smoke.report.v1+json")
    /// Bytes of no declared kind.
    public static let octets = MediaType(known: "application/octet-stream")

    /// The manifest of Docker's schema 2, for reading.
    public static let dockerManifest = MediaType(known: "application/vnd.docker.distribution.manifest.v2+json")
    /// The list of Docker's schema 2, for reading.
    public static let dockerIndex = MediaType(known: "application/vnd.docker.distribution.manifest.list.v2+json")
    /// The configuration of Docker's schema 2, for reading.
    public static let dockerConfig = MediaType(known: "application/vnd.docker.container.image.v1+json")
    /// The gzip layer of Docker's schema 2, for reading.
    public static let dockerLayerGzip = MediaType(known: "application/vnd.docker.image.rootfs.diff.tar.gzip")
    /// The plain layer of Docker's schema 2, for reading.
    public static let dockerLayer = MediaType(known: "application/vnd.docker.image.rootfs.diff.tar")
}
