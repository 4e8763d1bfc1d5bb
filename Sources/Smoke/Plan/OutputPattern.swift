public import OCI

/// A regular expression that a command's output must contain a match of; `^` and `$` match at the ends of lines, as with
/// grep.
public struct OutputPattern: Hashable, Sendable {
    /// The expression, in the syntax of Swift's `Regex`.
    public let source: String

    /// Checks an expression.
    ///
    /// - Throws: ``JSONError/value(path:reason:)`` without a path for what is no regular expression.
    public init(_ source: String) throws(JSONError) {
        do { _ = try Regex(source) } catch { throw .value(path: "output", reason: "no regular expression: \(error)") }
        self.source = source
    }

    /// Whether a match stands anywhere in `text`.
    func matches(_ text: String) -> Bool {
        // Checked when the value was made; a Regex is not Sendable, so it cannot be kept.
        guard let expression = try? Regex(source) else { return false }
        return text.firstMatch(of: expression.anchorsMatchLineEndings()) != nil
    }
}
