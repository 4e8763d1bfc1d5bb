import Archive
import OCI
import SystemPackage

/// An opened wheel whose RECORD names exactly the files that are there.
///
/// Source: "Binary distribution format", "The .dist-info directory" and "Signed wheel files".
struct WheelArchive: Sendable {
    /// A file of the archive that RECORD names.
    struct Member: Sendable {
        let entry: ZipEntry
        let digest: Digest
    }

    /// The wheel's name, for messages.
    let name: String
    /// The one `.dist-info` directory.
    let distInfo: TarPath
    /// The files by path; without RECORD and its signatures, which nothing vouches for.
    let members: [TarPath: Member]
    private let zip: ZipArchive

    /// Opens a wheel and compares RECORD with the archive both ways: paths and sizes. Digests are compared while streaming.
    ///
    /// - Throws: `WheelError.archive`, `WheelError.wheel`.
    init(_ path: FilePath, called name: String) throws {
        let zip: ZipArchive
        do { zip = try ZipArchive(path) } catch { throw WheelError.archive(name, error) }
        do {
            try Self.checkContentSize(zip, of: path)
            let (distInfo, files) = try Self.contents(of: zip)
            guard let record = files[try distInfo.appending("RECORD")] else { throw WheelFault.missing("RECORD") }
            guard record.size <= Self.recordLimit else {
                throw WheelFault.tooLarge("RECORD", limit: Int(Self.recordLimit))
            }
            let bytes = try zip.read(record, limit: Int(Self.recordLimit))
            members = try Self.match(WheelRecord(parsing: bytes), files, in: distInfo)
            self.distInfo = distInfo
        } catch let fault as WheelFault {
            throw WheelError.wheel(name, fault)
        } catch let error as ZipError {
            throw WheelError.archive(name, error)
        }
        self.name = name
        self.zip = zip
    }

    /// Deflate packs zeros a thousandfold; no real wheel comes near a tenth of that.
    private static func checkContentSize(_ zip: ZipArchive, of path: FilePath) throws {
        let size = try path.status()?.size ?? 0
        let content = zip.entries.reduce(Int64(0)) { sum, entry in
            let (total, overflow) = sum.addingReportingOverflow(entry.size)
            return overflow ? .max : total
        }
        let limit = size.multipliedReportingOverflow(by: 100).partialValue + 64 << 20
        guard content <= limit else { throw WheelFault.bomb(content: content, limit: limit) }
    }

    /// The content of a member, checked against RECORD while it streams.
    func file(_ member: Member) -> WheelFile {
        WheelFile(PackedFile(archive: zip, entry: member.entry, wheel: name), digest: member.digest)
    }

    /// The whole content of a small member. Throws `WheelError.wheel`, `WheelError.archive`.
    func bytes(of member: Member, limit: Int) throws -> [UInt8] {
        guard member.entry.size <= Int64(limit) else {
            throw WheelError.wheel(name, .tooLarge(member.entry.name, limit: limit))
        }
        var bytes: [UInt8] = []
        try file(member).content { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The first bytes of a member, not checked against RECORD. Throws `WheelError.archive`.
    func prefix(of member: Member, count: Int) throws -> [UInt8] {
        struct Enough: Error {}
        var bytes: [UInt8] = []
        do {
            try zip.read(member.entry) { piece in
                bytes.append(contentsOf: piece.prefix(count - bytes.count))
                if bytes.count == count { throw Enough() }
            }
        } catch is Enough {
        } catch let error as ZipError {
            throw WheelError.archive(name, error)
        }
        return bytes
    }

    /// A text file of the `.dist-info` directory; nil where it is absent. Throws `WheelError.wheel`, `WheelError.archive`.
    func text(_ file: String, limit: Int) throws -> String? {
        guard let path = try? distInfo.appending(file), let member = members[path] else { return nil }
        let bytes = try bytes(of: member, limit: limit)
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw WheelError.wheel(name, .encoding(file))
        }
        return text
    }

    private static func contents(of zip: ZipArchive) throws -> (TarPath, [TarPath: ZipEntry]) {
        let suffix = Array(".dist-info".utf8)
        var directories: Set<TarPath> = []
        var files: [TarPath: ZipEntry] = [:]
        for entry in zip.entries where !entry.isDirectory {
            files[entry.path] = entry
            let top = entry.path.bytes.prefix { $0 != UInt8(ascii: "/") }
            if top.count < entry.path.bytes.count, top.suffix(suffix.count).elementsEqual(suffix) {
                directories.insert(try TarPath(top))
            }
        }
        guard directories.count == 1, let directory = directories.first else {
            throw WheelFault.distInfo(count: directories.count)
        }
        return (directory, files)
    }

    private static func match(
        _ record: WheelRecord, _ files: [TarPath: ZipEntry], in distInfo: TarPath
    ) throws -> [TarPath: Member] {
        // Nothing can vouch for RECORD but what signs it, and nothing for that.
        let exempt = try Set(["RECORD", "RECORD.jws", "RECORD.p7s"].map { try distInfo.appending($0) })
        var members: [TarPath: Member] = [:]
        for line in record.lines where !exempt.contains(line.path) {
            guard let entry = files[line.path] else { throw WheelFault.recordedMissing(line.path) }
            let digest = try WheelRecord.digest(line)
            // The size may be left out, but not be wrong.
            guard line.size.isEmpty || line.size == String(entry.size) else {
                throw WheelFault.recordSize(line.path, recorded: String(line.size.prefix(40)), actual: entry.size)
            }
            members[line.path] = Member(entry: entry, digest: digest)
        }
        let strays = files.keys.filter { members[$0] == nil && !exempt.contains($0) }
        if let stray = strays.min() { throw WheelFault.unrecorded(stray) }
        return members
    }

    private static let recordLimit: Int64 = 64 << 20
}
