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
