/// The members of one JSON object, taken out one by one; what is left at the end was not known.
struct Fields {
    private let prefix: String
    private var members: [JSONValue.Member]

    /// Throws ``FieldError/wrongKind(_:expected:found:)`` when `value` is no object. `path` is where it stands.
    init(_ value: JSONValue, at path: String = "") throws(FieldError) {
        guard case .object(let members) = value else {
            throw .wrongKind(path.isEmpty ? "the document" : path, expected: "an object", found: value.kind.rawValue)
        }
        self.prefix = path.isEmpty ? "" : path + "."
        self.members = members
    }

    /// The full name of a member, for messages.
    func path(_ name: String) -> String { prefix + name }

    /// Throws ``FieldError/unknown(_:)`` when something was not taken.
    func finish() throws(FieldError) {
        guard members.isEmpty else { throw .unknown(members.map { path($0.name) }) }
    }

    /// Whether there is such a member, not taken yet.
    func has(_ name: String) -> Bool { members.contains { $0.name == name } }

    /// The member, or nil when there is none.
    mutating func optional(_ name: String) -> JSONValue? {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        return members.remove(at: index).value
    }

    mutating func value(_ name: String) throws(FieldError) -> JSONValue {
        guard let value = optional(name) else { throw .missing(path(name)) }
        return value
    }

    mutating func text(_ name: String) throws(FieldError) -> String {
        let value = try value(name)
        guard case .text(let text) = value else { throw wrong(name, value, "a string") }
        return text
    }

    /// One of the raw values of an enumeration.
    mutating func choice<Choice>(_ name: String) throws(FieldError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        let text = try text(name)
        guard let choice = Choice(rawValue: text) else {
            throw .notOneOf(path(name), value: text, allowed: Choice.allCases.map(\.rawValue))
        }
        return choice
    }

    mutating func boolean(_ name: String) throws(FieldError) -> Bool {
        let value = try value(name)
        guard case .boolean(let boolean) = value else { throw wrong(name, value, "true or false") }
        return boolean
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(FieldError) -> Int {
        let value = try value(name)
        guard case .integer(let integer) = value else { throw wrong(name, value, "an integer") }
        guard range.contains(integer) else {
            throw .outOfRange(path(name), value: "\(integer)", allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    mutating func number(_ name: String, in range: ClosedRange<Double>) throws(FieldError) -> Double {
        try Self.number(try value(name), path(name), range)
    }

    /// An array of exactly `count` numbers.
    mutating func numbers(
        _ name: String, count: Int, in range: ClosedRange<Double>
    ) throws(FieldError) -> [Double] {
        let elements = try array(name)
        guard elements.count == count else {
            throw .outOfRange(path(name), value: "\(elements.count) elements", allowed: "\(count) elements")
        }
        var numbers: [Double] = []
        for element in elements { numbers.append(try Self.number(element, path(name), range)) }
        return numbers
    }

    mutating func array(_ name: String) throws(FieldError) -> [JSONValue] {
        let value = try value(name)
        guard case .array(let elements) = value else { throw wrong(name, value, "an array") }
        return elements
    }

    mutating func object(_ name: String) throws(FieldError) -> Fields {
        try Fields(try value(name), at: path(name))
    }

    /// The name of a file below the document's directory.
    mutating func file(_ name: String) throws(FieldError) -> RelativeName {
        let text = try text(name)
        do { return try RelativeName(text) } catch { throw .badName(path(name), error) }
    }

    private func wrong(_ name: String, _ value: JSONValue, _ expected: String) -> FieldError {
        .wrongKind(path(name), expected: expected, found: value.kind.rawValue)
    }

    private static func number(
        _ value: JSONValue, _ path: String, _ range: ClosedRange<Double>
    ) throws(FieldError) -> Double {
        let number: Double
        switch value {
        case .integer(let integer): number = Double(integer)
        case .number(let double): number = double
        default: throw .wrongKind(path, expected: "a number", found: value.kind.rawValue)
        }
        guard range.contains(number) else {
            throw .outOfRange(path, value: "\(number)", allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
