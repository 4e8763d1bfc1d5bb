/// The digest of a layer's uncompressed tar. Not the digest of its blob.
///
/// Source: OCI image-spec, config.md, "Layer DiffID".
public struct DiffID: Hashable, Sendable, CustomStringConvertible {
    /// The digest of the tar.
    public let digest: Digest

    /// Says that a digest is that of an uncompressed tar.
    public init(_ digest: Digest) { self.digest = digest }

    /// `sha256:HEX`.
    public var description: String { digest.description }
}
