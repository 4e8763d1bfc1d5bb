/// Bytes from an archive as one harmless piece of text: names may hold control characters, and messages reach terminals.
struct EscapedBytes: CustomStringConvertible {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes as UTF-8, shortened to 200 characters, with control and direction characters and what is not UTF-8
    /// written as `\x..`.
    var description: String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return bytes.prefix(200).map { (0x20...0x7e).contains($0) ? String(UnicodeScalar($0)) : Self.hex($0) }
                .joined()
        }
        var out = ""
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                out += String(scalar).utf8.map(Self.hex).joined()
            default:
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.count == 1 ? "0" : "") + digits
    }
}
