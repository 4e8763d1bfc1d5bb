internal import CDeflate

/// The extra fields of a header (APPNOTE.TXT, section 4.5) that change what the header says.
struct ZipExtra {
    private var zip64: ArraySlice<UInt8>?
    private var unicodePath: ArraySlice<UInt8>?

    /// Nil when the fields do not fill the bytes exactly, or one of those that count stands there twice.
    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = LittleEndian(bytes)
        while !reader.isAtEnd {
            guard let identifier: UInt16 = reader.number(), let length: UInt16 = reader.number(),
                let value = reader.take(Int(length))
            else { return nil }
            switch identifier {
            case 0x0001:
                guard zip64 == nil else { return nil }
                zip64 = value
            case 0x7075:
                guard unicodePath == nil else { return nil }
                unicodePath = value
            default: break
            }
        }
    }

    /// A Unicode path field (section 4.6.9) renames the entry for the readers that know it; so it may only repeat the name.
    func agrees(with name: [UInt8]) -> Bool {
        guard var reader = unicodePath.map({ LittleEndian($0) }) else { return true }
        guard reader.number(UInt8.self) == 1, let checksum: UInt32 = reader.number() else { return false }
        guard checksum == name.withUnsafeBytes({ libdeflate_crc32(0, $0.baseAddress, $0.count) }) else { return false }
        guard let unicodePath else { return true }
        return unicodePath.dropFirst(5).elementsEqual(name)
    }

    struct Numbers {
        let size: Int64
        let compressed: Int64
        let offset: Int64
        let disk: UInt32
    }

    /// The real numbers: those that are full in the header stand in the ZIP64 field, in fixed order (section 4.5.3).
    /// Nil when they are missing there or do not fit.
    func resolve(size: UInt32, compressed: UInt32, offset: UInt32 = 0, disk: UInt16 = 0) -> Numbers? {
        var reader = LittleEndian(zip64 ?? [])
        func wide(_ number: UInt32) -> Int64? {
            guard number == .max else { return Int64(number) }
            return reader.number(UInt64.self).flatMap { Int64(exactly: $0) }
        }
        guard let size = wide(size), let compressed = wide(compressed), let offset = wide(offset),
            let disk = disk == .max ? reader.number(UInt32.self) : UInt32(disk)
        else { return nil }
        return Numbers(size: size, compressed: compressed, offset: offset, disk: disk)
    }
}
