/// The header fields of METADATA or WHEEL, which are written as e-mail headers are.
///
/// Source: "Core metadata specifications"; RFC 5322 without comments and encoded words.
struct WheelMetadata: Sendable {
    private let fields: [(name: String, value: String)]
    private let file: String

    /// Reads the fields up to the first line that is none, as the empty one before the description.
    init(parsing text: String, file: String) {
        var fields: [(name: String, value: String)] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
            if line.first == " " || line.first == "\t", let last = fields.popLast() {
                fields.append((last.name, last.value + "\n" + line))
                continue
            }
            // As Python's e-mail parser has it: what does not look like a field begins the body.
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
                line[..<colon].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { break }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields.append((line[..<colon].lowercased(), String(value)))
        }
        self.fields = fields
        self.file = file
    }

    /// The value of a field that stands there once. Throws `WheelFault.field`.
    func required(_ name: String) throws(WheelFault) -> String {
        guard let value = try optional(name) else { throw .field(name, file: file) }
        return value
    }

    /// The value of a field that stands there at most once. Throws `WheelFault.field`.
    func optional(_ name: String) throws(WheelFault) -> String? {
        let values = fields.filter { $0.name == name.lowercased() }
        guard values.count <= 1 else { throw .field(name, file: file) }
        return values.first?.value
    }
}
