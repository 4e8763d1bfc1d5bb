/// What is wrong with the block at the beginning of a model's card.
public enum ModelCardError: Error, Hashable, Sendable, CustomStringConvertible {
    case noEnd
    case line(Int)
    case value(String, Int)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noEnd: "the block that begins with '---' has no end"
        case .line(let line): "line \(line) is no 'key: value'"
        case .value(let key, let line):
            "line \(line): the value of '\(key)' is no plain text; anchors, aliases and blocks are not read"
        }
    }
}
