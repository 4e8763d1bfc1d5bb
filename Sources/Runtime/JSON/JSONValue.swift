/// A JSON value (RFC 8259) with its members in the order they were written.
enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([Member])

    /// A name and its value.
    struct Member: Equatable, Sendable {
        let name: String
        let value: JSONValue

        init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// What kind of value it is, in the words of RFC 8259.
    enum Kind: String, Sendable {
        case null, boolean, integer, number, string, array, object
    }

    var kind: Kind {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .integer: .integer
        case .number: .number
        case .text: .string
        case .array: .array
        case .object: .object
        }
    }
}
