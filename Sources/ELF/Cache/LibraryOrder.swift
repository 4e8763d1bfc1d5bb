/// The order of libraries' names in the loader's cache: as bytes, but digits as the numbers that they make.
///
/// Source: glibc 2.36, elf/dl-cache.c, `_dl_cache_libcmp`.
enum LibraryOrder {
    /// Negative, zero or positive as `left` comes before, with or after `right`.
    static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int32 {
        var (left, right) = (left[...], right[...])
        while let byte = left.first {
            switch (isDigit(byte), isDigit(right.first)) {
            case (true, true):
                let difference = number(&left) &- number(&right)
                if difference != 0 { return difference }
            case (true, false): return 1
            case (false, true): return -1
            case (false, false):
                guard byte == right.first else { return character(byte) - character(right.first) }
                left.removeFirst()
                right.removeFirst()
            }
        }
        return -character(right.first)
    }

    private static func isDigit(_ byte: UInt8?) -> Bool { byte.map { (48...57).contains($0) } ?? false }

    /// A `char` of x86-64, which has a sign; zero ends a text.
    private static func character(_ byte: UInt8?) -> Int32 { Int32(Int8(bitPattern: byte ?? 0)) }

    private static func number(_ text: inout ArraySlice<UInt8>) -> Int32 {
        var value: Int32 = 0
        while let byte = text.first, isDigit(byte) {
            value = value &* 10 &+ Int32(byte - 48)
            text.removeFirst()
        }
        return value
    }
}
