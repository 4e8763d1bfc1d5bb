/// A `Content-Type` (RFC 9110, section 8.3): the media type and its charset, in small letters.
struct ContentType: Equatable, Sendable {
    let mediaType: String
    let charset: String?

    init(_ field: String) {
        let parts = field.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        mediaType = Self.trimmed(parts[0])
        var charset: String?
        for part in parts.dropFirst() {
            let pair = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, Self.trimmed(pair[0]) == "charset" else { continue }
            charset = Self.trimmed(pair[1])
        }
        self.charset = charset
    }

    /// Without space and quotes around it.
    private static func trimmed(_ text: Substring.UTF8View) -> String {
        var text = text
        func isAround(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "\"") }
        while let first = text.first, isAround(first) { text.removeFirst() }
        while let last = text.last, isAround(last) { text.removeLast() }
        return String(decoding: text, as: UTF8.self).lowercased()
    }
}
