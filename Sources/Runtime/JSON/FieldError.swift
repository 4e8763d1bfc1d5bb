/// What is wrong with a member of a JSON document, named by its path (`detection.limit.side`).
public enum FieldError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(String)
    case unknown([String])
    case wrongKind(String, expected: String, found: String)
    case outOfRange(String, value: String, allowed: String)
    case notOneOf(String, value: String, allowed: [String])
    case badName(String, FileError)

    /// The sentence for the user.
    public var description: String {
        switch self {
        case .missing(let key): "\"\(key)\" is missing"
        case .unknown(let keys):
            "unknown \(keys.count == 1 ? "key" : "keys") \(keys.map { "\"\($0)\"" }.joined(separator: ", "))"
        case .wrongKind(let key, let expected, let found): "\"\(key)\" must be \(expected), not \(found)"
        case .outOfRange(let key, let value, let allowed): "\"\(key)\" is \(value), allowed is \(allowed)"
        case .notOneOf(let key, let value, let allowed):
            "\"\(key)\" is \"\(value)\", known are \(allowed.map { "\"\($0)\"" }.joined(separator: ", "))"
        case .badName(let key, let error): "\"\(key)\": \(error)"
        }
    }
}
