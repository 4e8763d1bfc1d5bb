/// One line of text that was read.
public struct TextLine: Equatable, Sendable {
    /// What it says.
    public let text: String
    /// The mean probability of its characters.
    public let score: Double
    /// Where it stands, in pixels of the picture as it is looked at: turned upright.
    public let box: Quadrilateral
}
