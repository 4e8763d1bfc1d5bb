/// The strings of a cache, each once, and those that end another within it.
///
/// Source: glibc 2.36, elf/stringtable.c.
struct StringTable {
    /// The table's bytes.
    let bytes: [UInt8]
    private let offsets: [[UInt8]: UInt32]

    init(_ strings: Set<[UInt8]>) {
        // By their ends, highest first: what ends another comes right behind it.
        let sorted = strings.map { Array($0.reversed()) }.sorted { left, right in
            let common = min(left.count, right.count)
            if left[..<common] == right[..<common] { return left.count > right.count }
            return right.lexicographicallyPrecedes(left)
        }
        var offsets: [[UInt8]: UInt32] = [:]
        var bytes: [UInt8] = []
        var previous: (reversed: [UInt8], offset: Int)?
        for reversed in sorted {
            let string = Array(reversed.reversed())
            let offset: Int
            if let previous, previous.reversed.starts(with: reversed) {
                offset = previous.offset + previous.reversed.count - reversed.count
            } else {
                offset = bytes.count
                bytes += string + [0]
            }
            offsets[string] = UInt32(offset)
            previous = (reversed, offset)
        }
        self.bytes = bytes
        self.offsets = offsets
    }

    /// Where a string of the table begins.
    func offset(of string: [UInt8]) -> UInt32 {
        guard let offset = offsets[string] else { preconditionFailure("a string that is not in the table") }
        return offset
    }
}
