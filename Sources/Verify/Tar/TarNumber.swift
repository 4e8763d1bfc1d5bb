/// Reads the numeric fields of tar headers.
enum TarNumber {
    /// What a numeric field holds: octal digits between blanks, or base 256 where its first bit is set (GNU); nil where the
    /// field is blank.
    ///
    /// - Throws: ``TarFault`` for anything else, and for what does not fit 64 bits.
    static func field(_ bytes: ArraySlice<UInt8>, _ name: String) throws(TarFault) -> Int64? {
        guard let first = bytes.first else { return nil }
        if first & 0x80 != 0 { return try base256(bytes, name) }
        var digits = bytes.drop { $0 == UInt8(ascii: " ") }
        let end = digits.firstIndex { $0 == 0 || $0 == UInt8(ascii: " ") } ?? digits.endIndex
        let rest = digits[end...]
        digits = digits[..<end]
        guard rest.allSatisfy({ $0 == 0 || $0 == UInt8(ascii: " ") }) else { throw malformed(bytes, name) }
        if digits.isEmpty { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { throw malformed(bytes, name) }
            value = value << 3 | Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// The sign is the second bit; the first only says that the field is of this kind.
    private static func base256(_ bytes: ArraySlice<UInt8>, _ name: String) throws(TarFault) -> Int64 {
        let isNegative = bytes[bytes.startIndex] & 0x40 != 0
        var value: Int64 = isNegative ? -1 : 0
        for (index, byte) in bytes.enumerated() {
            let byte = index == 0 ? (isNegative ? byte | 0x80 : byte & 0x7f) : byte
            let (high, overflow) = value.multipliedReportingOverflow(by: 256)
            guard !overflow else {
                throw TarFault(
                    name == "size" ? .tarSizeNegative : .tarHeader, actual: "the \(name) does not fit 64 bits")
            }
            value = high | Int64(byte)
        }
        return value
    }

    /// A decimal number of a pax record: digits alone.
    static func decimal(_ bytes: [UInt8]) -> Int64? {
        guard !bytes.isEmpty, bytes.count <= 19, bytes.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(String(decoding: bytes, as: UTF8.self))
    }

    /// The whole seconds of a pax time: a sign, digits, a fraction.
    static func seconds(_ bytes: [UInt8]) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let parts = bytes.dropFirst(isNegative ? 1 : 0).split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = decimal(Array(first)) else { return nil }
        if parts.count == 2, !parts[1].allSatisfy({ (48...57).contains($0) }) { return nil }
        return isNegative ? -whole : whole
    }

    private static func malformed(_ bytes: ArraySlice<UInt8>, _ name: String) -> TarFault {
        let text = PrintableText(Array(bytes)).description
        let isNegative = name == "size" && bytes.contains(UInt8(ascii: "-"))
        return TarFault(isNegative ? .tarSizeNegative : .tarHeader, actual: "the \(name) is '\(text)'")
    }
}
