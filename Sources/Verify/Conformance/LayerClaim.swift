/// What the annotations of a locked layer must be, by the code that composes such layers.
///
/// Verify knows no such code: the command line asks it, and hands over what it says.
public struct LayerClaim: Hashable, Sendable {
    /// The layer's name.
    public let name: String
    /// All of its annotations.
    public let annotations: [String: String]

    /// A claim from its parts.
    public init(name: String, annotations: [String: String]) {
        self.name = name
        self.annotations = annotations
    }
}
