/// Why a compressed document cannot be expanded.
public enum ExpansionError: Error, Hashable, Sendable, CustomStringConvertible {
    case memory
    case damaged(String)
    case size(expected: Int, actual: Int)
    case limit(Int64)

    /// The end of a sentence.
    public var description: String {
        switch self {
        case .memory: "there is no memory to expand it"
        case .damaged(let reason): "it cannot be expanded: \(reason)"
        case .size(let expected, let actual):
            "it expands to \(actual > expected ? "at least " : "")\(actual) bytes where \(expected) are announced"
        case .limit(let limit): "it is announced to expand to more than \(limit) bytes"
        }
    }
}
