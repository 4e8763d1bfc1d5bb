/// The extended headers that stand before an entry, and what they make of its own header.
struct TarExtensions {
    private var pax: PaxHeader?
    private var longName: [UInt8]?
    private var longLink: [UInt8]?

    /// The most bytes that one extended header may have.
    static let limit: Int64 = 1 << 20

    var isEmpty: Bool { pax == nil && longName == nil && longLink == nil }

    /// Whether a header of this type extends the next one: pax `x`, GNU `L` and `K`.
    static func contains(_ type: UInt8) -> Bool { "xLK".utf8.contains(type) }

    /// - Throws: ``TarFault`` for a malformed header, and for a second one of its type.
    mutating func add(_ type: UInt8, _ bytes: [UInt8]) throws(TarFault) {
        switch type {
        case UInt8(ascii: "x"):
            guard pax == nil else { throw PaxHeader.malformed("two pax headers stand before one entry") }
            pax = try PaxHeader(bytes)
        case UInt8(ascii: "L"):
            guard longName == nil else { throw PaxHeader.malformed("two long names stand before one entry") }
            longName = try TarExtensions.longText(bytes)
        default:
            guard longLink == nil else { throw PaxHeader.malformed("two long link names stand before one entry") }
            longLink = try TarExtensions.longText(bytes)
        }
    }

    /// The entry that header and extensions make together; the extensions are used up.
    mutating func member(_ header: TarHeaderBlock) throws(TarFault) -> TarMember {
        defer { self = TarExtensions() }
        let path = try choose(header.name, longName, pax?["path"], "path")
        let kind = TarMember.Kind(type: header.type)
        let isLink = kind == .hardLink || kind == .symbolicLink
        let link = isLink ? try choose(header.link, longLink, pax?["linkpath"], "link target") : []
        guard !path.contains(0), !link.contains(0) else { throw TarFault(.tarPathNUL, path: path) }
        let isDevice = kind == .characterDevice || kind == .blockDevice
        let device =
            isDevice
            ? TarMember.Device(
                major: try narrow(header.major, "device number", path),
                minor: try narrow(header.minor, "device number", path))
            : nil
        guard (0...0o7_777_777).contains(header.mode) else {
            throw TarFault(.tarHeader, path: path, actual: "the mode is \(header.mode)")
        }
        return TarMember(
            kind: kind, path: path, link: link, size: try size(header, kind, path),
            mode: UInt16(truncatingIfNeeded: header.mode & 0o7777),
            user: try narrow(pax?.number("uid") ?? header.user, "user", path),
            group: try narrow(pax?.number("gid") ?? header.group, "group", path),
            modified: try pax?.modified() ?? header.modified, device: device, attributes: pax?.attributes ?? [:])
    }

    /// The size, on which all readers must agree: where a pax record says it, the header says the same, or is too narrow
    /// for it and blank, zero or full.
    private func size(_ header: TarHeaderBlock, _ kind: TarMember.Kind, _ path: [UInt8]) throws(TarFault) -> Int64 {
        let widest: Int64 = 0o77_777_777_777
        let size: Int64
        if let wide = try pax?.number("size") {
            let narrow = header.size ?? 0
            guard narrow == wide || (wide > widest && (narrow == 0 || narrow == widest)) else {
                throw TarFault(
                    .tarSizeDisagree, path: path, expected: "\(wide) as in the pax header", actual: "\(narrow)")
            }
            size = wide
        } else if let narrow = header.size {
            size = narrow
        } else {
            guard !kind.hasContent else { throw TarFault(.tarHeader, path: path, actual: "the size is blank") }
            size = 0
        }
        guard size >= 0, size <= .max - 512 else { throw TarFault(.tarSizeNegative, path: path, actual: "\(size)") }
        guard size == 0 || kind.hasContent else {
            throw TarFault(.tarSizeType, path: path, expected: "0", actual: "\(size)")
        }
        return size
    }

    private func choose(
        _ short: [UInt8], _ gnu: [UInt8]?, _ pax: [UInt8]?, _ name: String
    ) throws(TarFault) -> [UInt8] {
        if gnu != nil && pax != nil { throw PaxHeader.malformed("a GNU and a pax header both give the \(name)") }
        return gnu ?? pax ?? short
    }

    private func narrow(_ number: Int64, _ name: String, _ path: [UInt8]) throws(TarFault) -> UInt32 {
        guard let narrow = UInt32(exactly: number) else {
            throw TarFault(.tarHeader, path: path, actual: "the \(name) is \(number)")
        }
        return narrow
    }

    /// A GNU long name: a text and one NUL, which old writers leave out.
    private static func longText(_ bytes: [UInt8]) throws(TarFault) -> [UInt8] {
        let text = bytes.last == 0 ? bytes.dropLast() : bytes[...]
        guard !text.contains(0) else { throw TarFault(.tarPathNUL, path: Array(text)) }
        return Array(text)
    }
}
