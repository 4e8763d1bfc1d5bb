/// What is wrong with a member of a JSON document, named by its path (`detection.limit.side`).
public enum FieldError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(String)
    case unknown([String])
    case wrongKind(String, expected: String, found: String)
    case outOfRange(String, value: String, allowed: String)
    case notOneOf(String, value: String, allowed: [String])
    case twice(String, value: String)
    case badName(String, FileError)

    /// The sentence for the user.
    public var description: String {
        switch self {
        case .missing(let key): "\(Quotation(key)) is missing"
        case .unknown(let keys):
            "unknown \(keys.count == 1 ? "key" : "keys") "
                + keys.prefix(Self.listed).map { "\(Quotation($0))" }.joined(separator: ", ")
                + (keys.count > Self.listed ? " and \(keys.count - Self.listed) more" : "")
        case .wrongKind(let key, let expected, let found): "\(Quotation(key)) must be \(expected), not \(found)"
        case .outOfRange(let key, let value, let allowed): "\(Quotation(key)) is \(value), allowed is \(allowed)"
        case .notOneOf(let key, let value, let allowed):
            "\(Quotation(key)) is \(Quotation(value)), known are "
                + allowed.map { "\"\($0)\"" }.joined(separator: ", ")
        case .twice(let key, let value): "\(Quotation(key)) has \(Quotation(value)) twice"
        case .badName(let key, let error): "\(Quotation(key)): \(error)"
        }
    }

    /// The most unknown keys that are named.
    private static let listed = 8
}
