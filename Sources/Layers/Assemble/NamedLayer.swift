import OCI

/// A composed layer with what the image says of it.
public struct NamedLayer: Hashable, Sendable {
    /// The layer's name in the recipe.
    public let name: String
    /// How the layer came to be, for the image's history.
    public let createdBy: String
    /// The blob, whose annotations carry the name, the kind and the inputs.
    public let layer: ComposedLayer
    /// Whether it was there already.
    public let isCached: Bool

    /// A layer from its parts.
    public init(name: String, createdBy: String, layer: ComposedLayer, isCached: Bool) {
        self.name = name
        self.createdBy = createdBy
        self.layer = layer
        self.isCached = isCached
    }
}
