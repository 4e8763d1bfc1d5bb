/// A `Content-Range` field in bytes (RFC 9110 section 14.4).
struct ContentRange: Hashable, Sendable {
    /// The first and the last byte that follow; nil in `bytes */N`, which answers a range that cannot be served.
    let bytes: ClosedRange<Int64>?
    /// The size of the whole resource, nil where the server does not tell.
    let total: Int64?

    /// Parses `bytes A-B/N`, `bytes A-B/*` or `bytes */N`; nil for anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, asciiLowercased(String(words[0])) == "bytes" else { return nil }
        let halves = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        total = halves[1] == "*" ? nil : Self.number(halves[1])
        guard halves[1] == "*" || total != nil else { return nil }
        if halves[0] == "*" {
            guard total != nil else { return nil }
            bytes = nil
            return
        }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last,
            last < total ?? .max
        else { return nil }
        bytes = first...last
    }

    /// A number as HTTP writes one: digits alone, so no sign.
    static func number(_ text: some StringProtocol) -> Int64? {
        guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        return Int64(text)
    }
}
