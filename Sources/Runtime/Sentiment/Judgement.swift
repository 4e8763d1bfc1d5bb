/// What a classifier says about a text.
public struct Judgement: Equatable, Sendable {
    /// The most probable label.
    public let label: String
    /// Its probability.
    public let score: Double
}
