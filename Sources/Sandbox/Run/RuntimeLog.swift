/// What runc and crun wrote to their log: lines of JSON with `level` and `msg`.
struct RuntimeLog: Sendable {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The last error, which is why a container did not start.
    var error: String? {
        text.split(separator: "\n").last { $0.contains("\"level\":\"error\"") || $0.contains("\"level\": \"error\"") }
            .map(RuntimeLog.message)
    }

    private static func message(of line: Substring) -> String {
        guard let key = line.firstRange(of: "\"msg\"") else { return String(line) }
        var rest = line[key.upperBound...].drop { $0 == ":" || $0 == " " }
        guard rest.first == "\"" else { return String(line) }
        rest.removeFirst()
        var result = ""
        var isEscaped = false
        for character in rest {
            if isEscaped {
                result.append(character == "n" ? " " : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            } else {
                result.append(character)
            }
        }
        return result
    }
}
