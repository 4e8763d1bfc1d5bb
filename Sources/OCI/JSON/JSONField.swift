/// A value inside a document, together with the place it stands at.
public struct JSONField: Sendable {
    /// The value.
    public let value: JSON
    /// Where it stands, as in `layers[2].digest`; empty for the document itself.
    public let path: String

    /// The document itself.
    public init(_ value: JSON, path: String = "") {
        self.value = value
        self.path = path
    }

    /// The text of a string.
    public func string() throws(JSONError) -> String {
        guard case .string(let text) = value else { throw mismatch("a string") }
        return text
    }

    /// The value of an integer.
    public func integer() throws(JSONError) -> Int64 {
        guard case .integer(let number) = value else { throw mismatch("an integer") }
        return number
    }

    /// The value of a number, whole or not.
    public func number() throws(JSONError) -> Double {
        switch value {
        case .integer(let number): return Double(number)
        case .real(let number): return number
        default: throw mismatch("a number")
        }
    }

    /// The value of a boolean.
    public func bool() throws(JSONError) -> Bool {
        guard case .bool(let flag) = value else { throw mismatch("a boolean") }
        return flag
    }

    /// The elements of an array, each with its place.
    public func elements() throws(JSONError) -> [JSONField] {
        guard case .array(let values) = value else { throw mismatch("an array") }
        return values.enumerated().map { JSONField($1, path: "\(path)[\($0)]") }
    }

    /// The members of an object.
    public func object() throws(JSONError) -> JSONObject {
        guard case .object(let members) = value else { throw mismatch("an object") }
        return JSONObject(members: members, path: path)
    }

    /// The texts of an array of strings.
    public func strings() throws(JSONError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.string()) }
        return texts
    }

    /// The members of an object of strings, as annotations are.
    public func stringMap() throws(JSONError) -> [String: String] {
        let object = try object()
        var texts: [String: String] = [:]
        for key in object.members.keys.sorted() { texts[key] = try object.required(key).string() }
        return texts
    }

    /// The digest that a string holds.
    public func digest() throws(JSONError) -> Digest {
        let text = try string()
        do { return try Digest(text) } catch { throw invalid(error.description) }
    }

    /// An error about this place.
    public func invalid(_ reason: String) -> JSONError { .value(path: path, reason: reason) }

    private func mismatch(_ expected: String) -> JSONError {
        .kind(path: path.isEmpty ? "the document" : path, expected: expected, found: value.kind)
    }
}
