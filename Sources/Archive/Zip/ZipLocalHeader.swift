/// The header in front of an entry's data (APPNOTE.TXT, section 4.3.7) and the descriptor behind them (4.3.9), held
/// against the central directory.
struct ZipLocalHeader {
    let dataOffset: Int64
    /// Where the entry ends, its descriptor included.
    let end: Int64

    /// Reads the header of `record`, which must end by `limit`. Throws `ZipError`, and `Errno`.
    init(of record: ZipRecord, in file: OpenFile, end limit: Int64) throws {
        func refusal(_ fault: ZipError.EntryFault) -> ZipError { .entry(file.path, record.name, fault) }

        let (start, fixed) = (record.headerOffset, Int64(30))
        guard limit - start >= fixed else { throw refusal(.overlap) }
        var reader = try LittleEndian(file.bytes(at: start, count: Int(fixed)))
        guard reader.number(UInt32.self) == 0x0403_4b50, reader.take(2) != nil,
            let flags: UInt16 = reader.number(), let method: UInt16 = reader.number(), reader.take(4) != nil,
            let crc32: UInt32 = reader.number(), let compressed: UInt32 = reader.number(),
            let size: UInt32 = reader.number(), let nameLength: UInt16 = reader.number(),
            let extraLength: UInt16 = reader.number()
        else { throw refusal(.localHeader("signature")) }
        guard flags == record.flags else { throw refusal(.localHeader("set of flags")) }
        guard method == (record.method == .stored ? 0 : 8) else { throw refusal(.localHeader("compression method")) }

        let variable = Int64(nameLength) + Int64(extraLength)
        guard limit - start >= fixed + variable else { throw refusal(.overlap) }
        let bytes = try file.bytes(at: start + fixed, count: Int(variable))
        guard bytes.prefix(Int(nameLength)).elementsEqual(record.name) else { throw refusal(.localHeader("name")) }
        guard let extra = ZipExtra(bytes.dropFirst(Int(nameLength))), extra.agrees(with: record.name),
            let numbers = extra.resolve(size: size, compressed: compressed)
        else { throw refusal(.extraField) }
        // With a descriptor the numbers were not known yet, and are zero as a rule.
        func holds(_ here: Int64, _ there: Int64) -> Bool { here == there || (record.hasDescriptor && here == 0) }
        guard holds(Int64(crc32), Int64(record.crc32)) else { throw refusal(.localHeader("CRC-32")) }
        guard holds(numbers.size, record.size) else { throw refusal(.localHeader("size")) }
        guard holds(numbers.compressed, record.compressedSize) else { throw refusal(.localHeader("compressed size")) }

        dataOffset = start + fixed + variable
        guard record.compressedSize <= limit - dataOffset else { throw refusal(.overlap) }
        let dataEnd = dataOffset + record.compressedSize
        guard record.hasDescriptor else {
            end = dataEnd
            return
        }
        let length = limit - dataEnd
        guard [12, 16, 20, 24].contains(length),
            try Self.isDescriptor(file.bytes(at: dataEnd, count: Int(length)), of: record)
        else { throw refusal(.dataDescriptor) }
        end = limit
    }

    /// CRC-32 and the sizes, in 32 or 64 bits, with or without a signature.
    private static func isDescriptor(_ bytes: [UInt8], of record: ZipRecord) -> Bool {
        var reader = LittleEndian(bytes)
        if bytes.count % 8 == 0, reader.number(UInt32.self) != 0x0807_4b50 { return false }
        guard reader.number(UInt32.self) == record.crc32 else { return false }
        let (compressed, size) = (UInt64(record.compressedSize), UInt64(record.size))
        if bytes.count >= 20 {
            return reader.number(UInt64.self) == compressed && reader.number(UInt64.self) == size
        }
        return reader.number(UInt32.self).map(UInt64.init) == compressed
            && reader.number(UInt32.self).map(UInt64.init) == size
    }
}
