internal import SystemPackage

/// Where the central directory lies, by the records at the end of the file (APPNOTE.TXT, sections 4.3.14 to 4.3.16).
struct ZipEnd {
    let entries: Int
    let directory: Range<Int64>

    static let maximumEntries: UInt64 = 200_000
    static let maximumDirectory: UInt64 = 64 << 20
    private static let size = 22
    private static let signature: [UInt8] = [0x50, 0x4b, 5, 6]

    /// Throws `ZipError`.
    init(of file: OpenFile) throws {
        func damaged(_ fault: ZipError.Fault) -> ZipError { .damaged(file.path, fault) }

        // The last signature is the one that every reader finds, whether or not it lies in the comment of another.
        let tailSize = min(file.size, Int64(Self.size + 0xffff))
        let tail = try file.bytes(at: file.size - tailSize, count: Int(tailSize))
        let last = stride(from: tail.count - Self.size, through: 0, by: -1)
            .first { tail[$0...].starts(with: Self.signature) }
        guard let last else { throw damaged(.noEnd) }
        var reader = LittleEndian(tail[(last + 4)...])
        guard let disk: UInt16 = reader.number(), let firstDisk: UInt16 = reader.number(),
            let entriesHere: UInt16 = reader.number(), let entries: UInt16 = reader.number(),
            let size: UInt32 = reader.number(), let offset: UInt32 = reader.number(),
            let comment: UInt16 = reader.number(), reader.take(Int(comment)) != nil, reader.isAtEnd
        else { throw damaged(.trailingBytes) }
        guard disk == 0 && firstDisk == 0 && entriesHere == entries else { throw damaged(.severalDisks) }

        let place = file.size - tailSize + Int64(last)
        var numbers = (entries: UInt64(entries), size: UInt64(size), offset: UInt64(offset), end: place)
        if let wide = try Self.zip64(in: file, before: place) {
            // What is not full in the old record must say the same.
            guard entries == .max || UInt64(entries) == wide.entries, size == .max || UInt64(size) == wide.size,
                offset == .max || UInt64(offset) == wide.offset
            else { throw damaged(.zip64) }
            numbers = wide
        } else if size == .max || offset == .max {
            throw damaged(.zip64)
        }
        guard numbers.entries <= Self.maximumEntries, numbers.size <= Self.maximumDirectory else {
            throw damaged(.tooLarge(entries: numbers.entries, directory: numbers.size))
        }
        guard numbers.offset <= UInt64(numbers.end), numbers.offset + numbers.size == UInt64(numbers.end) else {
            throw damaged(.directoryPlace)
        }
        self.entries = Int(numbers.entries)
        directory = Int64(numbers.offset)..<numbers.end
    }

    private static func zip64(
        in file: OpenFile, before end: Int64
    ) throws -> (entries: UInt64, size: UInt64, offset: UInt64, end: Int64)? {
        let (locatorSize, recordSize): (Int64, Int64) = (20, 56)
        guard end >= locatorSize + recordSize else { return nil }
        var locator = try LittleEndian(file.bytes(at: end - locatorSize, count: Int(locatorSize)))
        guard locator.number(UInt32.self) == 0x0706_4b50 else { return nil }
        // Without extensible data the record lies right before the locator.
        let place = end - locatorSize - recordSize
        guard locator.number(UInt32.self) == 0, locator.number(UInt64.self) == UInt64(place),
            locator.number(UInt32.self) == 1
        else { throw ZipError.damaged(file.path, .zip64) }
        var record = try LittleEndian(file.bytes(at: place, count: Int(recordSize)))
        guard record.number(UInt32.self) == 0x0606_4b50, record.number(UInt64.self) == UInt64(recordSize - 12),
            record.take(4) != nil, record.number(UInt32.self) == 0, record.number(UInt32.self) == 0,
            let here: UInt64 = record.number(), let entries: UInt64 = record.number(), here == entries,
            let size: UInt64 = record.number(), let offset: UInt64 = record.number()
        else { throw ZipError.damaged(file.path, .zip64) }
        return (entries, size, offset, place)
    }
}
