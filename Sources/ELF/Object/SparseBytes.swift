/// Those bytes of a file that are known.
struct SparseBytes: Sendable {
    /// The bytes from the file's beginning on.
    private var head: [UInt8] = []
    private var extents: [(start: Int64, bytes: [UInt8])] = []

    /// How many bytes are kept.
    var count: Int { extents.reduce(head.count) { $0 + $1.bytes.count } }

    /// The bytes of a range; nil where not all of them are known.
    func read(_ range: Range<Int64>) -> ArraySlice<UInt8>? {
        if range.upperBound <= head.count { return head[Int(range.lowerBound)..<Int(range.upperBound)] }
        for extent in extents where extent.start <= range.lowerBound {
            let start = Int(range.lowerBound - extent.start)
            let (end, isBeyond) = start.addingReportingOverflow(range.count)
            if !isBeyond, end <= extent.bytes.count { return extent.bytes[start..<end] }
        }
        return nil
    }

    /// Continues the bytes from the file's beginning.
    mutating func appendToHead(_ bytes: UnsafeRawBufferPointer) { head.append(contentsOf: bytes) }

    /// Adds bytes that stand elsewhere.
    mutating func add(_ bytes: [UInt8], at start: Int64) { extents.append((start, bytes)) }

    /// These ranges alone.
    func trimmed(to ranges: [Range<Int64>]) -> SparseBytes {
        var trimmed = SparseBytes()
        for range in ranges {
            if let bytes = read(range) { trimmed.add(Array(bytes), at: range.lowerBound) }
        }
        return trimmed
    }
}
