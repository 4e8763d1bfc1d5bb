/// The records of a pax extended header, in the order in which they are appended.
struct PaxRecords {
    private(set) var bytes: [UInt8] = []

    /// Adds `LENGTH KEY=VALUE\n`; the length counts its own digits.
    mutating func append(_ key: [UInt8], _ value: [UInt8]) {
        let rest = key.count + value.count + 3
        let guess = rest + String(rest).utf8.count
        let length = rest + String(guess).utf8.count
        bytes += Array(String(length).utf8) + [UInt8(ascii: " ")]
        bytes += key + [UInt8(ascii: "=")] + value + [UInt8(ascii: "\n")]
    }

    /// Adds a decimal number.
    mutating func append(_ key: String, _ number: Int64) {
        append(Array(key.utf8), Array(String(number).utf8))
    }
}

extension PaxRecords {
    /// The records of a pax extended header by their keys; nil where it is malformed, or a key stands twice.
    static func parse(_ bytes: [UInt8]) -> [[UInt8]: [UInt8]]? {
        var records: [[UInt8]: [UInt8]] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix(8).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let length = Int(String(decoding: digits, as: UTF8.self)), length <= rest.count,
                length > digits.count + 3
            else { return nil }
            let body = rest.prefix(length).dropFirst(digits.count + 1)
            guard rest[rest.startIndex + digits.count] == UInt8(ascii: " "), body.last == UInt8(ascii: "\n"),
                let sign = body.firstIndex(of: UInt8(ascii: "=")), sign > body.startIndex
            else { return nil }
            let value = Array(body[(sign + 1)...].dropLast())
            guard records.updateValue(value, forKey: Array(body[..<sign])) == nil else { return nil }
            rest = rest.dropFirst(length)
        }
        return records
    }
}
