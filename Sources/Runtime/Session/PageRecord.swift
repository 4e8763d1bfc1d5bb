import Glibc

/// Which parts of a range of addresses may have memory behind them.
struct PageRecord: ~Copyable {
    /// The bytes that a bit stands for: sixteen of the smallest pages, or one of the largest that is common.
    static let part = 1 << 16

    /// A bit for each part.
    private let words: UnsafeMutablePointer<UInt64>
    /// The bytes of all parts that have one.
    private(set) var bytes = 0

    /// None has any, of `size` bytes.
    init(covering size: Int) {
        let count = size / Self.part / UInt64.bitWidth + 1
        // As zero pages of the system, of which only those are made that are written to.
        let memory = calloc(count, MemoryLayout<UInt64>.stride)
        guard let memory else { fatalError("no memory for \(count) words") }
        words = memory.bindMemory(to: UInt64.self, capacity: count)
    }

    deinit { free(words) }

    /// Notes that the bytes from `offset` on are written to.
    mutating func add(_ offset: Int, _ count: Int) {
        var fresh = 0
        Self.forEachWord(offset / Self.part, (offset + count - 1) / Self.part + 1) { word, mask in
            fresh += (mask & ~words[word]).nonzeroBitCount
            words[word] |= mask
        }
        bytes += fresh * Self.part
    }

    /// How many parts of those bytes may have memory.
    func count(_ offset: Int, _ count: Int) -> Int {
        var found = 0
        Self.forEachWord(offset / Self.part, (offset + count - 1) / Self.part + 1) { word, mask in
            found += (words[word] & mask).nonzeroBitCount
        }
        return found
    }

    /// Gives the memory of the parts that lie wholly in those bytes of the range at `base` back, the last ones first, until
    /// no more than `limit` bytes have any.
    ///
    /// The corresponding C function is `madvise`.
    mutating func release(_ offset: Int, _ count: Int, of base: UnsafeMutableRawPointer, downTo limit: Int) {
        let first = (offset + Self.part - 1) / Self.part
        var part = (offset + count) / Self.part
        while part > first, bytes > limit {
            part -= 1
            let (word, bit) = (part / UInt64.bitWidth, UInt64(1) << UInt64(part % UInt64.bitWidth))
            if words[word] == 0 {
                part = word * UInt64.bitWidth
                continue
            }
            guard words[word] & bit != 0 else { continue }
            let end = part + 1
            clear(word, bit)
            while part > first, bytes > limit, has(part - 1) {
                part -= 1
                clear(part / UInt64.bitWidth, UInt64(1) << UInt64(part % UInt64.bitWidth))
            }
            madvise(base + part * Self.part, (end - part) * Self.part, MADV_DONTNEED)
        }
    }

    private func has(_ part: Int) -> Bool {
        words[part / UInt64.bitWidth] >> UInt64(part % UInt64.bitWidth) & 1 == 1
    }

    private mutating func clear(_ word: Int, _ bit: UInt64) {
        words[word] &= ~bit
        bytes -= Self.part
    }

    /// Calls `body` with each word that has bits of the parts from `first` to before `end`, and with the mask of those.
    private static func forEachWord(_ first: Int, _ end: Int, _ body: (Int, UInt64) -> Void) {
        var part = first
        while part < end {
            let (word, start) = (part / UInt64.bitWidth, part % UInt64.bitWidth)
            let count = min(UInt64.bitWidth - start, end - part)
            let mask = count == UInt64.bitWidth ? UInt64.max : (1 << UInt64(count) - 1) << UInt64(start)
            body(word, mask)
            part += count
        }
    }
}
