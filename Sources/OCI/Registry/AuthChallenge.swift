import HTTP

/// What a server wants to be shown: one challenge of a `WWW-Authenticate` field.
///
/// Source: RFC 9110 section 11.6.1.
struct AuthChallenge: Hashable, Sendable {
    /// The scheme, in lower case: `bearer` or `basic` for those that are known here.
    let scheme: String
    /// The parameters by name, in lower case.
    let parameters: [String: String]

    /// The challenges of a field's values; what does not keep the grammar ends the reading.
    static func parse(_ values: [String]) -> [AuthChallenge] {
        values.flatMap { value in
            var reader = FieldReader(value)
            return reader.challenges()
        }
    }
}

/// Reads one `WWW-Authenticate` value from left to right.
private struct FieldReader {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) { rest = text[...].unicodeScalars }

    mutating func challenges() -> [AuthChallenge] {
        var found: [AuthChallenge] = []
        skip(" \t,")
        while let scheme = token() {
            skip(" \t")
            var parameters: [String: String] = [:]
            while let (name, value) = parameter() {
                if parameters[name] == nil { parameters[name] = value }
                let before = rest
                skip(" \t,")
                // What follows a comma without `=` is the next challenge's scheme.
                guard isParameterNext else {
                    if rest.isEmpty { rest = before }
                    break
                }
            }
            found.append(AuthChallenge(scheme: scheme.lowercased(), parameters: parameters))
            skip(" \t,")
        }
        return found
    }

    private var isParameterNext: Bool {
        var copy = self
        return copy.parameter() != nil
    }

    /// `name=token` or `name="text"`.
    private mutating func parameter() -> (String, String)? {
        let start = rest
        guard let name = token() else { return nil }
        skip(" \t")
        guard rest.first == "=" else {
            rest = start
            return nil
        }
        rest.removeFirst()
        skip(" \t")
        guard let value = rest.first == "\"" ? quoted() : token() else {
            // A quotation without an end: nothing behind it can be told.
            rest = rest[rest.endIndex...]
            return nil
        }
        return (name.lowercased(), value)
    }

    private mutating func token() -> String? {
        let marks = "!#$%&'*+-.^_`|~".unicodeScalars
        let word = rest.prefix { scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || marks.contains(scalar)
        }
        guard !word.isEmpty else { return nil }
        rest = rest[word.endIndex...]
        return String(word)
    }

    private mutating func quoted() -> String? {
        rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return String(text) }
            if scalar == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(scalar) }
        }
        return nil
    }

    private mutating func skip(_ scalars: String) {
        rest = rest.drop { scalars.unicodeScalars.contains($0) }
    }
}
