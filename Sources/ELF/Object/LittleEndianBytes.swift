/// A table whose size was checked, read by place; a place outside is a mistake of the caller.
struct LittleEndianBytes {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }

    func u8(_ place: Int) -> UInt8 { bytes[bytes.startIndex + place] }
    func u16(_ place: Int) -> UInt16 { UInt16(u8(place)) | UInt16(u8(place + 1)) << 8 }
    func u32(_ place: Int) -> UInt32 { UInt32(u16(place)) | UInt32(u16(place + 2)) << 16 }
    func u64(_ place: Int) -> UInt64 { UInt64(u32(place)) | UInt64(u32(place + 4)) << 32 }
}
