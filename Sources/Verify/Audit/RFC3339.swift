/// The grammar of times in documents.
enum RFC3339 {
    /// Whether a text is a date and time with seconds and a zone, as Go's decoder wants it.
    ///
    /// Source: RFC 3339, section 5.6.
    static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>, _ allowed: ClosedRange<Int>) -> Bool {
            guard range.upperBound <= bytes.count else { return false }
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return false }
                value = value * 10 + Int(byte) - 0x30
            }
            return allowed.contains(value)
        }
        func stands(_ character: Character, at index: Int) -> Bool {
            index < bytes.count && bytes[index] == character.asciiValue
        }
        guard number(0..<4, 0...9999), stands("-", at: 4), number(5..<7, 1...12), stands("-", at: 7),
            number(8..<10, 1...31), stands("T", at: 10), number(11..<13, 0...23), stands(":", at: 13),
            number(14..<16, 0...59), stands(":", at: 16), number(17..<19, 0...59)
        else { return false }
        let days = [31, isLeap(bytes) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard let month = Int(text.dropFirst(5).prefix(2)), let day = Int(text.dropFirst(8).prefix(2)),
            day <= days[month - 1]
        else { return false }
        var rest = 19
        if stands(".", at: rest) {
            let digits = bytes[(rest + 1)...].prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return false }
            rest += 1 + digits.count
        }
        if stands("Z", at: rest) { return bytes.count == rest + 1 }
        return (stands("+", at: rest) || stands("-", at: rest)) && number(rest + 1..<rest + 3, 0...23)
            && stands(":", at: rest + 3) && number(rest + 4..<rest + 6, 0...59) && bytes.count == rest + 6
    }

    private static func isLeap(_ bytes: [UInt8]) -> Bool {
        let year = bytes[..<4].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}
