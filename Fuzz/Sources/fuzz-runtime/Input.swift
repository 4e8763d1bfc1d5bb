/// The bytes that libFuzzer made, taken from the front.
struct Input {
    private var rest: ArraySlice<UInt8>

    /// The `count` bytes at `start`.
    init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        rest = [UInt8](UnsafeBufferPointer(start: start, count: count))[...]
    }

    /// The next byte, or 0 when there is none left.
    mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

    /// The next `count` bytes, or what is left.
    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// All that is left.
    mutating func remainder() -> [UInt8] { bytes(rest.count) }
}
