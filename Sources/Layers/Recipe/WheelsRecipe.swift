/// A layer of Python wheels as the recipe asks for it.
public struct WheelsRecipe: Hashable, Sendable {
    /// The version of Python that the image holds, as `3.11`.
    public let python: String
    /// The requirements, as `numpy==1.26.4`.
    public let requirements: [String]
    /// The latest upload that is considered, as `2026-11-01`; nil considers all.
    public let excludeNewer: String?
    /// Requirements that stand against what packages themselves declare.
    public let overrides: [String]
    /// The index that wheels come from, by name.
    public let index: String
}
