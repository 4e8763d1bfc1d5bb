/// A JSON value of a runtime bundle; its members keep the order in which they are written down.
indirect enum BundleJSON: Sendable {
    case string(String)
    case integer(Int64)
    case bool(Bool)
    case array([BundleJSON])
    case object(KeyValuePairs<String, BundleJSON?>)

    static func strings(_ texts: [String]) -> BundleJSON { .array(texts.map { .string($0) }) }

    static func integers(_ numbers: [UInt32]) -> BundleJSON { .array(numbers.map { .integer(Int64($0)) }) }

    /// The value as a JSON text. Members that are nil are left out.
    var text: String {
        switch self {
        case .string(let value): BundleJSON.quoted(value)
        case .integer(let value): String(value)
        case .bool(let value): value ? "true" : "false"
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.compactMap { key, value in value.map { BundleJSON.quoted(key) + ":" + $0.text } }
                .joined(separator: ",") + "}"
        }
    }

    /// Source: RFC 8259, section 7.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension BundleJSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(arrayLiteral elements: BundleJSON...) { self = .array(elements) }
}
