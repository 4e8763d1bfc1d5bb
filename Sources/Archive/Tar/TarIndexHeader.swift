import SystemPackage

/// What an index needs of one header block.
struct TarIndexHeader {
    let name: [UInt8]
    let link: [UInt8]
    let type: UInt8
    /// Never negative.
    let size: Int64

    /// Checks a block's sum and its numbers.
    init(_ block: [UInt8], at offset: Int64, of file: FilePath) throws(TarIndexError) {
        var sum: Int64 = 8 * 0x20
        for byte in block { sum += Int64(byte) }
        for byte in block[148..<156] { sum -= Int64(byte) }
        guard Self.number(block[148..<156]) == sum else {
            throw .malformed(file, at: offset, "the header's checksum does not hold")
        }
        guard let size = Self.number(block[124..<136]), size >= 0 else {
            throw .malformed(file, at: offset, "the size is no number")
        }
        let magic = block[257..<265]
        let isPOSIX = magic.elementsEqual(Array("ustar\u{0}00".utf8))
        guard isPOSIX || magic.elementsEqual(Array("ustar  \u{0}".utf8)) || magic.allSatisfy({ $0 == 0 }) else {
            throw .malformed(file, at: offset, "the header is not of a known form")
        }
        let prefix = isPOSIX ? Self.text(block[345..<500]) : []
        name = prefix.isEmpty ? Self.text(block[0..<100]) : prefix + [UInt8(ascii: "/")] + Self.text(block[0..<100])
        link = Self.text(block[157..<257])
        type = block[156]
        self.size = size
    }

    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    /// Octal digits between blanks, 0 for none; or base 256 where the first bit is set. Nil for anything else, and for what
    /// does not fit.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        var value: Int64 = 0
        if first & 0x80 != 0 {
            guard first & 0x40 == 0 else { return nil }
            for (index, byte) in field.enumerated() {
                guard value < 1 << 55 else { return nil }
                value = value << 8 | Int64(index == 0 ? byte & 0x7f : byte)
            }
            return value
        }
        let isBlank: (UInt8) -> Bool = { $0 == 0 || $0 == UInt8(ascii: " ") }
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { !isBlank($0) }
        guard field[digits.endIndex...].allSatisfy(isBlank) else { return nil }
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            value = value << 3 | Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
