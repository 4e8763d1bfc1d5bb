public import SystemPackage

/// A zip file that was checked before anything is read from it, such as a wheel.
///
/// Readers of zip files disagree on many of them, which lets one file be two. This one takes a file only if there is a
/// single reading: entries, each with its header, lie side by side from the first byte to the central directory, each
/// header says what the directory says, and the directory ends at the end record (APPNOTE.TXT 6.3, section 4.3).
/// Names are relative, without `..`, unique, and ASCII or marked as UTF-8. At most 200 000 entries and 64 MiB of directory.
public struct ZipArchive: Sendable {
    /// The entries in the order of the central directory.
    public let entries: [ZipEntry]

    let file: OpenFile

    /// Opens a file and checks all but the contents. Throws `ZipError`.
    public init(_ path: FilePath) throws(ZipError) {
        do {
            file = try OpenFile(path)
            entries = try Self.entries(of: file)
        } catch let error as Errno {
            throw .system(path, error)
        } catch let error as ZipError {
            throw error
        } catch {
            throw .system(path, .ioError)
        }
    }

    private static func entries(of file: OpenFile) throws -> [ZipEntry] {
        let end = try ZipEnd(of: file)
        let records = try records(of: file, end: end)
        var places: [Int64] = Array(repeating: 0, count: records.count)
        // By place in the file each entry must begin where the one before it ended.
        var position: Int64 = 0
        let byPlace = records.indices.sorted { records[$0].headerOffset < records[$1].headerOffset }
        for (rank, index) in byPlace.enumerated() {
            let record = records[index]
            guard record.headerOffset >= position else { throw ZipError.entry(file.path, record.name, .overlap) }
            guard record.headerOffset == position else { throw ZipError.damaged(file.path, .gap(offset: position)) }
            let next =
                rank + 1 < byPlace.count ? records[byPlace[rank + 1]].headerOffset : end.directory.lowerBound
            let header = try ZipLocalHeader(of: record, in: file, end: min(next, end.directory.lowerBound))
            places[index] = header.dataOffset
            position = header.end
        }
        guard position == end.directory.lowerBound else {
            throw ZipError.damaged(file.path, .gap(offset: position))
        }
        return zip(records, places).map { record, place in
            ZipEntry(
                path: record.path, isDirectory: record.isDirectory, method: record.method,
                compressedSize: record.compressedSize, size: record.size, crc32: record.crc32,
                unixMode: record.unixMode, dataOffset: place)
        }
    }

    private static func records(of file: OpenFile, end: ZipEnd) throws -> [ZipRecord] {
        let bytes = try file.bytes(at: end.directory.lowerBound, count: end.directory.count)
        var reader = LittleEndian(bytes)
        var records: [ZipRecord] = []
        var seen: Set<TarPath> = []
        while !reader.isAtEnd {
            let offset = end.directory.lowerBound + Int64(reader.offset)
            do {
                guard records.count < end.entries, let record = try ZipRecord(&reader) else {
                    throw ZipError.damaged(file.path, .directoryRecord(offset: offset))
                }
                guard seen.insert(record.path).inserted else {
                    throw ZipRecord.Refusal(name: record.name, fault: .duplicate)
                }
                records.append(record)
            } catch let refusal as ZipRecord.Refusal {
                throw ZipError.entry(file.path, refusal.name, refusal.fault)
            }
        }
        guard records.count == end.entries else {
            throw ZipError.damaged(file.path, .directoryRecord(offset: end.directory.upperBound))
        }
        return records
    }
}
