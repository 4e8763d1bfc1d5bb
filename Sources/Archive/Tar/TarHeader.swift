/// The header blocks of one entry: ustar (POSIX.1-1988), before it a pax extended header (POSIX.1-2001) where ustar
/// cannot carry the entry.
///
/// The form is frozen by golden tests, since layer digests depend on it: octal numbers filled with zeros and ended by NUL;
/// no user and group names; the ustar prefix field is never used; pax records sorted by key.
/// A number too big for octal stands twice, in a pax record and in base 256 in the ustar field: readers that know one of
/// the two (libarchive before 3.7.8 takes a size from the ustar field alone) agree with those that know the other.
struct TarHeader {
    /// The blocks, a multiple of 512 bytes.
    private(set) var bytes: [UInt8] = []

    static let blockSize = 512

    init(_ entry: TarEntry) {
        let name = entry.kind == .directory ? entry.path.bytes + [UInt8(ascii: "/")] : entry.path.bytes
        let link: [UInt8] =
            switch entry.kind {
            case .symbolicLink(let target): target
            case .hardLink(let target): target.bytes
            default: []
            }
        let records = Self.records(of: entry, name: name, link: link)
        if !records.isEmpty {
            let label = Array("PaxHeaders.0/".utf8) + entry.path.name
            appendBlock(
                name: label, mode: 0o644, owner: .root, size: Int64(records.count), modified: 0,
                type: UInt8(ascii: "x"), link: [])
            bytes += records
            bytes += [UInt8](repeating: 0, count: Self.padding(after: Int64(records.count)))
        }
        var device: (major: UInt32, minor: UInt32) = (0, 0)
        let type: UInt8
        switch entry.kind {
        case .file: type = UInt8(ascii: "0")
        case .hardLink: type = UInt8(ascii: "1")
        case .symbolicLink: type = UInt8(ascii: "2")
        case .characterDevice(let major, let minor):
            type = UInt8(ascii: "3")
            device = (major, minor)
        case .blockDevice(let major, let minor):
            type = UInt8(ascii: "4")
            device = (major, minor)
        case .directory: type = UInt8(ascii: "5")
        case .fifo: type = UInt8(ascii: "6")
        }
        appendBlock(
            name: name, mode: entry.mode, owner: entry.owner, size: entry.contentSize, modified: entry.modified,
            type: type, link: link, device: device)
    }

    /// The size of the blocks of an entry, which are not made for that where ustar can carry it.
    static func size(of entry: TarEntry) -> Int {
        let suffix = entry.kind == .directory ? 1 : 0
        let target: [UInt8] =
            switch entry.kind {
            case .symbolicLink(let target): target
            case .hardLink(let target): target.bytes
            default: []
            }
        let isPlain =
            entry.attributes.isEmpty && entry.path.bytes.count + suffix <= 100 && fitsName(entry.path.bytes)
            && fitsName(target) && fitsOctal(entry.contentSize, width: 12) && fitsOctal(entry.modified, width: 12)
            && fitsOctal(Int64(entry.owner.user), width: 8) && fitsOctal(Int64(entry.owner.group), width: 8)
        return isPlain ? blockSize : TarHeader(entry).bytes.count
    }

    /// The zero bytes that fill the last block of a content.
    static func padding(after size: Int64) -> Int {
        Int((512 - size % 512) % 512)
    }

    private mutating func appendBlock(
        name: [UInt8], mode: UInt16, owner: TarOwner, size: Int64, modified: Int64, type: UInt8, link: [UInt8],
        device: (major: UInt32, minor: UInt32) = (0, 0)
    ) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Self.blockSize))
        put(Self.plain(name), at: start)
        put(number: Int64(mode), at: start + 100, width: 8)
        put(number: Int64(owner.user), at: start + 108, width: 8)
        put(number: Int64(owner.group), at: start + 116, width: 8)
        put(number: size, at: start + 124, width: 12)
        put(number: modified, at: start + 136, width: 12)
        bytes[start + 156] = type
        put(Self.plain(link), at: start + 157)
        put(Array("ustar\u{0}00".utf8), at: start + 257)
        put(number: Int64(device.major), at: start + 329, width: 8)
        put(number: Int64(device.minor), at: start + 337, width: 8)
        // The sum is made with the field itself read as spaces, and ends in NUL and space.
        let sum = bytes[start...].reduce(8 * 0x20) { $0 + Int64($1) }
        put(number: sum, at: start + 148, width: 7)
        bytes[start + 155] = 0x20
    }

    private mutating func put(_ text: [UInt8], at offset: Int) {
        bytes.replaceSubrange(offset..<offset + text.count, with: text)
    }

    /// Octal digits and a NUL; base 256 with the first bit set where the digits do not suffice.
    private mutating func put(number: Int64, at offset: Int, width: Int) {
        guard Self.fitsOctal(number, width: width) else {
            for index in 0..<width {
                let shift = 8 * (width - 1 - index)
                bytes[offset + index] = UInt8(truncatingIfNeeded: number >> Int64(shift))
            }
            bytes[offset] |= 0x80
            return
        }
        var rest = number
        for index in stride(from: offset + width - 2, through: offset, by: -1) {
            bytes[index] = UInt8(ascii: "0") + UInt8(rest & 7)
            rest >>= 3
        }
    }

    private static func fitsOctal(_ number: Int64, width: Int) -> Bool {
        number >= 0 && number < Int64(1) << Int64(3 * (width - 1))
    }

    private static func fitsName(_ text: [UInt8]) -> Bool {
        text.count <= 100 && text.allSatisfy { $0 < 0x80 }
    }

    /// A name for the ustar field: as it is where it fits, else a stand-in that readers of pax never look at.
    private static func plain(_ text: [UInt8]) -> [UInt8] {
        fitsName(text) ? text : text.prefix(100).map { $0 < 0x80 ? $0 : UInt8(ascii: "_") }
    }

    private static func records(of entry: TarEntry, name: [UInt8], link: [UInt8]) -> [UInt8] {
        var records = PaxRecords()
        for attribute in entry.attributes {
            records.append(Array("SCHILY.xattr.".utf8) + attribute.name, attribute.value)
        }
        let (user, group) = (Int64(entry.owner.user), Int64(entry.owner.group))
        if !fitsOctal(group, width: 8) { records.append("gid", group) }
        // Without this record pax texts are UTF-8; with it they are bytes.
        if [name, link].contains(where: { !fitsName($0) && String(validating: $0, as: UTF8.self) == nil }) {
            records.append(Array("hdrcharset".utf8), Array("BINARY".utf8))
        }
        if !fitsName(link) { records.append(Array("linkpath".utf8), link) }
        if !fitsOctal(entry.modified, width: 12) { records.append("mtime", entry.modified) }
        if !fitsName(name) { records.append(Array("path".utf8), name) }
        if !fitsOctal(entry.contentSize, width: 12) { records.append("size", entry.contentSize) }
        if !fitsOctal(user, width: 8) { records.append("uid", user) }
        return records.bytes
    }
}
