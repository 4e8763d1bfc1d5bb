public import OCI
public import SystemPackage

/// What takes the place of a layer.
public struct LayerReplacement: Hashable, Sendable {
    /// The name of the layer that is replaced.
    public let name: String
    /// What replaces it.
    public let source: Source

    /// A source of a layer.
    public enum Source: Hashable, Sendable {
        /// The content of a directory, put where the old layer's files lie.
        case directory(FilePath)
        /// The layer of the same name of an image in a layout.
        case image(Descriptor, in: ImageLayout)
    }

    /// A replacement from its parts.
    public init(name: String, source: Source) {
        self.name = name
        self.source = source
    }
}
