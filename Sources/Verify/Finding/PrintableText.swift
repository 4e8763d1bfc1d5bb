/// Text from an image in a form that harms no terminal and no JSON writer.
///
/// Control, format and direction characters, the backslash and what is not UTF-8 are written `\xNN`, byte by byte, so two
/// different names never look alike; past 1024 characters an ellipsis stands for the rest.
public struct PrintableText: Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let description: String

    /// The bytes of a name, whatever they are.
    public init(_ bytes: some Collection<UInt8>) {
        // Most names are plain ASCII, and the Unicode tables are slow.
        if PrintableText.isPlain(bytes), bytes.count <= PrintableText.limit {
            description = String(decoding: bytes, as: UTF8.self)
        } else {
            description = PrintableText.escape(bytes)
        }
    }

    /// A text from a document.
    public init(_ text: String) { self.init(Array(text.utf8)) }

    private static let limit = 1024

    /// Whether the bytes are UTF-8 without any character that would be escaped.
    static func isPrintable(_ bytes: some Collection<UInt8>) -> Bool {
        if isPlain(bytes) { return true }
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        return !text.unicodeScalars.contains { $0 != "\\" && isHidden($0) }
    }

    private static func isPlain(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }
    }

    private static func escape(_ bytes: some Collection<UInt8>) -> String {
        var out = ""
        guard let text = String(validating: bytes, as: UTF8.self) else {
            for byte in bytes.prefix(limit) {
                let isPlain = (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\\")
                out += isPlain ? String(UnicodeScalar(byte)) : hex(byte)
            }
            return bytes.count > limit ? out + "…" : out
        }
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == limit { return out + "…" }
            if isHidden(scalar) {
                out += String(scalar).utf8.map(hex).joined()
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func isHidden(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: scalar == "\\"
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
    }
}
