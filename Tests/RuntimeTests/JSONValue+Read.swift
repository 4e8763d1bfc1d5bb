@testable import ModelRuntime

/// What the tests read out of documents that other programs wrote for them; an absent member is null, another kind empty.
extension JSONValue {
    /// The value of a member.
    subscript(_ name: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members.first { $0.name == name }?.value ?? .null
    }

    var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
    var members: [Member] { if case .object(let members) = self { members } else { [] } }
    var string: String { if case .text(let text) = self { text } else { "" } }

    var double: Double {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: .nan
        }
    }

    /// An array of numbers, or of arrays of them.
    var doubles: [Double] { if case .array(let items) = self { items.flatMap(\.doubles) } else { [double] } }
    var integers: [Int] { doubles.map { Int($0) } }
}
