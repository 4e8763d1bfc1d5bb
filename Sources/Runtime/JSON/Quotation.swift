/// A text from outside as a message shows it: in quotation marks, cut when it is long, without control characters, which
/// a terminal would obey.
struct Quotation: CustomStringConvertible {
    private static let limit = 80

    private let text: String

    init(_ text: String) { self.text = text }

    var description: String {
        var quoted = "\""
        var rest = text.unicodeScalars[...]
        for scalar in rest.prefix(Self.limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                quoted += "\\u{\(String(scalar.value, radix: 16))}"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        rest = rest.dropFirst(Self.limit)
        return quoted + (rest.isEmpty ? "\"" : "…\"")
    }
}
