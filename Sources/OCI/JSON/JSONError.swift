/// Why a text is not the JSON that is wanted.
public enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge(bytes: Int, limit: Int)
    case tooDeep(limit: Int)
    case duplicateKey(line: Int, column: Int, message: String)
    case syntax(line: Int, column: Int, message: String)
    case missing(path: String)
    case kind(path: String, expected: String, found: String)
    case unknownKey(path: String)
    case value(path: String, reason: String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the JSON text has \(bytes) bytes, more than the \(limit) that are read"
        case .tooDeep(let limit): "the JSON text nests deeper than \(limit) levels"
        case .duplicateKey(let line, let column, let message): "line \(line), column \(column): \(message)"
        case .syntax(let line, let column, let message): "line \(line), column \(column): \(message)"
        case .missing(let path): "'\(path)' is missing"
        case .kind(let path, let expected, let found): "'\(path)' is \(found), not \(expected)"
        case .unknownKey(let path): "'\(path)' is not a known key"
        case .value(let path, let reason): "'\(path)': \(reason)"
        }
    }
}
