public import SystemPackage

/// A Debian package in format 2.0 (deb(5)): an ar archive of `debian-binary`, `control.tar` and `data.tar`.
///
/// The ar layer is read here, since it is a list of ranges; the two tar archives are streamed through libarchive from their
/// places in the file.
public struct DebArchive: Sendable {
    private let file: OpenFile
    private let control: Member
    private let data: Member

    /// One member of the outer archive.
    struct Member: Sendable {
        let name: String
        let range: Range<Int64>
        var filter: ArchiveFilter = .none
    }

    /// Opens a file and reads its outer archive. Throws `ArchiveError`.
    ///
    /// - Parameter observe: is shown all bytes of the file, once and in order, while `control.tar` and then `data.tar` are
    ///   read, each once at most; see ``finishObservation()``.
    public init(
        _ path: FilePath, observedBy observe: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil
    ) throws(ArchiveError) {
        do {
            file = try OpenFile(path, observedBy: observe)
            (control, data) = try Self.parts(of: file)
        } catch let fault as ArchiveError.DebFault {
            throw .deb(path, fault)
        } catch {
            throw .system(path, error as? Errno ?? .ioError)
        }
    }

    /// Reads `control.tar`: the control file, scripts, lists. Throws `ArchiveError`.
    public func openControl(
        limits: ArchiveLimits = ArchiveLimits(maximumEntries: 1000, maximumContent: 256 << 20)
    ) throws(ArchiveError) -> ArchiveReader {
        try ArchiveReader(file, range: control.range, filters: [control.filter], limits: limits)
    }

    /// Reads `data.tar`: the files. Throws `ArchiveError`.
    public func openData(limits: ArchiveLimits = ArchiveLimits()) throws(ArchiveError) -> ArchiveReader {
        try ArchiveReader(file, range: data.range, filters: [data.filter], limits: limits)
    }

    /// Shows the observer what is left of the file. Throws `ArchiveError.system`.
    ///
    /// - Returns: whether what was read of the archive is what the observer was shown: not if the file changed meanwhile.
    public func finishObservation() throws(ArchiveError) -> Bool {
        do { return try file.finishObservation() } catch { throw .system(file.path, error) }
    }

    private static func parts(of file: OpenFile) throws -> (control: Member, data: Member) {
        let members = try members(of: file)
        guard let first = members.first, first.name == "debian-binary", first.range.count <= 64,
            try file.bytes(at: first.range.lowerBound, count: first.range.count).starts(with: "2.".utf8)
        else { throw ArchiveError.DebFault.version }
        // Members that begin with an underscore may stand between, and anything may follow (deb(5)).
        let rest = members.dropFirst().filter { !$0.name.hasPrefix("_") }
        guard rest.count >= 2, let control = rest.first, let data = rest.dropFirst().first,
            !rest.dropFirst(2).contains(where: { isPart($0.name, "control.tar") || isPart($0.name, "data.tar") })
        else { throw ArchiveError.DebFault.members }
        return (try filtered(control, stem: "control.tar"), try filtered(data, stem: "data.tar"))
    }

    private static func isPart(_ name: String, _ stem: String) -> Bool { name == stem || name.hasPrefix(stem + ".") }

    private static func filtered(_ member: Member, stem: String) throws(ArchiveError.DebFault) -> Member {
        guard isPart(member.name, stem) else { throw .members }
        var member = member
        switch member.name.dropFirst(stem.count) {
        case "": member.filter = .none
        case ".gz": member.filter = .gzip
        case ".xz": member.filter = .xz
        case ".zst": member.filter = .zstd
        case ".bz2": member.filter = .bzip2
        case ".lzma": member.filter = .lzma
        default: throw .compression(member: member.name)
        }
        return member
    }

    /// The members of the ar archive: each a header of 60 bytes and its data, padded to an even length.
    private static func members(of file: OpenFile) throws -> [Member] {
        let (magic, headerSize, maximumMembers) = ("!<arch>\n", Int64(60), 64)
        guard try file.bytes(at: 0, count: magic.utf8.count).elementsEqual(magic.utf8) else {
            throw ArchiveError.DebFault.notAnArchive
        }
        var members: [Member] = []
        var offset = Int64(magic.utf8.count)
        while offset < file.size {
            let header = try file.bytes(at: offset, count: Int(headerSize))
            guard header.count == headerSize, header.suffix(2).elementsEqual("`\n".utf8),
                let name = text(header[..<16]), let size = text(header[48..<58]),
                !size.isEmpty, size.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let size = Int64(size),
                members.count < maximumMembers
            else { throw ArchiveError.DebFault.header(offset: offset) }
            let start = offset + headerSize
            let member = name.hasSuffix("/") ? String(name.dropLast()) : name
            guard size <= file.size - start else { throw ArchiveError.DebFault.truncated(member: member) }
            members.append(Member(name: member, range: start..<start + size))
            offset = start + size + size % 2
        }
        return members
    }

    /// A field's printable ASCII without the spaces that fill it; nil for anything else.
    private static func text(_ field: ArraySlice<UInt8>) -> String? {
        guard field.allSatisfy({ (0x20...0x7e).contains($0) }) else { return nil }
        let end = field.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? field.startIndex
        return String(decoding: field[..<end], as: UTF8.self)
    }
}
