public import OCI

/// A layer that lies in a layout: its blob and the digest of its tar.
public struct ComposedLayer: Hashable, Sendable {
    /// The blob.
    public var descriptor: Descriptor
    /// The digest of the uncompressed tar.
    public let diffID: DiffID

    /// A layer from its parts.
    public init(descriptor: Descriptor, diffID: DiffID) {
        self.descriptor = descriptor
        self.diffID = diffID
    }
}
