/// Reads the note of GNU properties.
///
/// Source: x86-64 psABI, "Program Property"; glibc 2.36, elf/readelflib.c, whose judgement of odd notes is followed.
enum ELFProperty {
    private static let isaNeeded: UInt32 = 0xc000_8002

    /// The number of the highest x86-64 level in `GNU_PROPERTY_X86_ISA_1_NEEDED`; 0 where there is none.
    static func isaLevel(_ segment: LittleEndianBytes) -> UInt8 {
        var place = 0
        while place + 12 < segment.count {
            let (nameSize, size, type) = (segment.u32(place), segment.u32(place + 4), segment.u32(place + 8))
            let isGNU = nameSize == 4 && place + 16 <= segment.count && segment.u32(place + 12) == 0x0055_4e47
            if isGNU, type == 5 { return level(in: segment, from: place + 16, count: Int(size)) }
            place += 12 + padded(Int(nameSize) + 12, to: 8) - 12 + padded(Int(size), to: 8)
        }
        return 0
    }

    private static func level(in segment: LittleEndianBytes, from start: Int, count: Int) -> UInt8 {
        guard count >= 8, count % 8 == 0, count <= segment.count - start else { return 0 }
        var (place, last) = (start, UInt32(0))
        while place + 8 <= start + count {
            let (type, size) = (segment.u32(place), Int(segment.u32(place + 4)))
            guard type >= last, size <= start + count - place - 8, type <= isaNeeded else { return 0 }
            if type == isaNeeded {
                guard size == 4 else { return 0 }
                let levels = segment.u32(place + 8)
                return levels == 0 ? 0 : UInt8(31 - levels.leadingZeroBitCount)
            }
            last = type
            place += 8 + padded(size, to: 8)
        }
        return 0
    }

    private static func padded(_ size: Int, to alignment: Int) -> Int {
        (size + alignment - 1) / alignment * alignment
    }
}
