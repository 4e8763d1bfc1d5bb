import OCI
import TestSupport

extension JSON {
    /// A member of an object; nil where there is none.
    subscript(_ key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The text of a string.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of an integer.
    var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The elements of an array; none of anything else.
    var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The keys of an object, sorted.
    var keys: [String] {
        if case .object(let members) = self { members.keys.sorted() } else { [] }
    }

    /// What the elements of an array say under `key`.
    func texts(_ key: String) -> [String?] { elements.map { $0[key]?.text } }
}

extension Tool.Outcome {
    /// The one document on stdout; trailing bytes are refused.
    var document: JSON { get throws { try JSON(parsing: output, limits: .large) } }
}
