/// A program header: a part of the file, and where it goes in memory.
///
/// Source: System V gABI, chapter 5, "Program Header".
struct ELFSegment {
    private let type: UInt32
    private let offset: UInt64
    /// The address that it is linked for.
    let address: UInt64
    /// Its bytes in the file.
    let size: UInt64
    private let alignment: UInt64

    init(_ table: LittleEndianBytes, at place: Int) {
        type = table.u32(place)
        offset = table.u64(place + 8)
        address = table.u64(place + 16)
        size = table.u64(place + 32)
        alignment = table.u64(place + 48)
    }

    var isDynamic: Bool { type == 2 }
    var isInterpreter: Bool { type == 3 }
    /// `PT_GNU_PROPERTY`; glibc passes over one that is not aligned as the psABI asks.
    var isProperty: Bool { type == 0x6474_e553 && alignment == 8 && (16...1 << 16).contains(size) }

    /// Whether the address lies in it.
    func loads(_ place: UInt64) -> Bool { type == 1 && place >= address && place - address < size }

    /// Its place in a file of that size; nil for one that lies outside.
    func range(within fileSize: Int64) -> Range<Int64>? {
        guard let start = Int64(exactly: offset), let count = Int64(exactly: size), start <= fileSize,
            count <= fileSize - start
        else { return nil }
        return start..<start + count
    }
}
