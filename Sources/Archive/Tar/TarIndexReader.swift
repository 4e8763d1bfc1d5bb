import SystemPackage

/// Reads the headers of a tar archive, one after another.
struct TarIndexReader {
    private let file: OpenFile
    private var position: Int64 = 0
    private(set) var members: [TarPath: TarIndex.Member] = [:]
    /// What stands before the member that comes next.
    private var pax: [[UInt8]: [UInt8]]?
    private var longName: [UInt8]?
    private var longLink: [UInt8]?

    /// The most bytes of one extended header.
    private static let longestExtension: Int64 = 1 << 20

    init(_ file: OpenFile) { self.file = file }

    mutating func read() throws(TarIndexError) {
        try refuseCompression()
        while true {
            let block = try bytes(at: position, count: 512)
            // Two blocks of zeros end an archive; all readers stop at the first.
            if block.allSatisfy({ $0 == 0 }) { break }
            let header = try TarIndexHeader(block, at: position, of: file.path)
            position += 512
            guard header.size <= .max - 1024 - position, position + header.size <= file.size else {
                throw .malformed(file.path, at: position - 512, "the content goes beyond the end of the archive")
            }
            switch header.type {
            case UInt8(ascii: "x"), UInt8(ascii: "L"), UInt8(ascii: "K"): try readExtension(header)
            default: try readMember(header)
            }
        }
        guard pax == nil, longName == nil, longLink == nil else {
            throw .malformed(file.path, at: position, "no member follows an extended header")
        }
    }

    /// A compressed archive has no members at offsets.
    private func refuseCompression() throws(TarIndexError) {
        let magics: [(name: String, bytes: [UInt8])] = [
            ("gzip", [0x1f, 0x8b]), ("zstd", [0x28, 0xb5, 0x2f, 0xfd]), ("bzip2", Array("BZh".utf8)),
            ("xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
        ]
        let start: [UInt8]
        do { start = try file.bytes(at: 0, count: 6) } catch { throw .system(file.path, error) }
        for magic in magics where start.starts(with: magic.bytes) { throw .compressed(file.path, magic.name) }
    }

    private mutating func readExtension(_ header: TarIndexHeader) throws(TarIndexError) {
        let start = position - 512
        guard header.size <= Self.longestExtension else {
            throw .malformed(file.path, at: start, "an extended header has \(header.size) bytes")
        }
        let body = try bytes(at: position, count: Int(header.size))
        advance(over: header.size)
        switch header.type {
        case UInt8(ascii: "x"):
            guard pax == nil, let records = PaxRecords.parse(body) else {
                throw .malformed(file.path, at: start, "a pax header is malformed, or stands twice")
            }
            pax = records
        case UInt8(ascii: "L"):
            guard longName == nil else { throw .malformed(file.path, at: start, "a long name stands twice") }
            longName = Array(body.prefix { $0 != 0 })
        default:
            guard longLink == nil else { throw .malformed(file.path, at: start, "a long link name stands twice") }
            longLink = Array(body.prefix { $0 != 0 })
        }
    }

    private mutating func readMember(_ header: TarIndexHeader) throws(TarIndexError) {
        let start = position - 512
        let name = try choose(header.name, longName, "path", at: start)
        let link = try choose(header.link, longLink, "linkpath", at: start)
        var size = header.size
        if let text = pax?[Array("size".utf8)] {
            // Where the field is too narrow its writers leave it zero, or say the size there in their own way.
            guard let wide = Int64(String(decoding: text, as: UTF8.self)), wide >= 0, size == 0 || size == wide,
                wide <= file.size - position
            else { throw .malformed(file.path, at: start, "a member has two sizes, or one beyond the archive's end") }
            size = wide
        }
        (pax, longName, longLink) = (nil, nil, nil)
        let kind: TarIndex.Kind
        switch header.type {
        case UInt8(ascii: "0"), 0: kind = .file
        case UInt8(ascii: "1"): kind = .hardLink(try path(link, at: start))
        case UInt8(ascii: "2"): kind = .symbolicLink(target: link)
        case UInt8(ascii: "5"): kind = .directory
        case let type: throw .malformed(file.path, at: start, "a member has the type \(EscapedBytes([type]))")
        }
        guard kind == .file || size == 0 else {
            throw .malformed(file.path, at: start, "a member that is no file has content")
        }
        // The directory that an archive was made of may stand there itself.
        if kind == .directory, name == Array(".".utf8) || name == Array("./".utf8) { return }
        let path = try path(name, at: start)
        let member = TarIndex.Member(kind: kind, offset: position, size: size)
        if let other = members.updateValue(member, forKey: path), other.kind != .directory || kind != .directory {
            throw .duplicate(file.path, path)
        }
        guard members.count <= TarIndex.mostMembers else {
            throw .malformed(file.path, at: start, "it has more than \(TarIndex.mostMembers) members")
        }
        advance(over: size)
    }

    private func choose(
        _ short: [UInt8], _ gnu: [UInt8]?, _ key: String, at start: Int64
    ) throws(TarIndexError) -> [UInt8] {
        let long = pax?[Array(key.utf8)]
        if gnu != nil, long != nil { throw .malformed(file.path, at: start, "a member has two long names") }
        return gnu ?? long ?? short
    }

    /// A name as readers take it: without `./` before it and without a slash behind it.
    private func path(_ name: [UInt8], at start: Int64) throws(TarIndexError) -> TarPath {
        var name = name[...]
        while name.starts(with: Array("./".utf8)) { name = name.dropFirst(2) }
        if name.last == UInt8(ascii: "/") { name = name.dropLast() }
        do { return try TarPath(name) } catch {
            guard case .invalidPath(let bytes, let fault) = error else { throw .name(file.path, Array(name), .empty) }
            throw .name(file.path, bytes, fault)
        }
    }

    private mutating func advance(over size: Int64) { position += size + Int64(TarHeader.padding(after: size)) }

    private func bytes(at offset: Int64, count: Int) throws(TarIndexError) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try file.bytes(at: offset, count: count) } catch { throw .system(file.path, error) }
        guard bytes.count == count else { throw .malformed(file.path, at: offset, "the archive ends there") }
        return bytes
    }
}
