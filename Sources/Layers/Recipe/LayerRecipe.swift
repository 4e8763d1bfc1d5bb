public import Archive
public import OCI

/// One layer as the recipe asks for it.
public struct LayerRecipe: Hashable, Sendable {
    /// The layer's name, unique in the recipe.
    public let name: String
    /// The compression that the layer names; nil leaves it to the recipe.
    public let compression: Compression?
    /// What the layer holds.
    public let source: Source
    /// The digest of what the recipe says of the layer, whatever the order and the style of its keys.
    public let request: Digest

    /// The kinds of layers.
    public enum Source: Hashable, Sendable {
        case debian(DebianRecipe)
        case wheels(WheelsRecipe)
        case model(ModelRecipe)
        case files([FileRecipe])
        case runtime(RuntimeRecipe)
        case libraries(LibrariesRecipe)
    }

    /// Whether a text can name a layer: it becomes a part of file names, so it holds no slash and is no `..`.
    static func isName(_ text: String) -> Bool { text.wholeMatch(of: /[a-z0-9]+(?:[._-][a-z0-9]+)*/) != nil }

    /// The kind's name, as recipes and annotations write it.
    public var kind: LayerKind {
        switch source {
        case .debian: .debian
        case .wheels: .wheels
        case .model: .model
        case .files: .files
        case .runtime: .runtime
        case .libraries: .libraries
        }
    }
}
