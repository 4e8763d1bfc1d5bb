/// One record of the central directory (APPNOTE.TXT, section 4.3.12), checked in itself.
struct ZipRecord {
    let name: [UInt8]
    let path: TarPath
    let isDirectory: Bool
    let flags: UInt16
    let method: ZipEntry.Method
    let crc32: UInt32
    let compressedSize: Int64
    let size: Int64
    let headerOffset: Int64
    let unixMode: UInt16?

    static let signature: UInt32 = 0x0201_4b50
    private static let encrypted: UInt16 = 1 << 0
    private static let descriptor: UInt16 = 1 << 3
    private static let utf8: UInt16 = 1 << 11
    /// Besides those: two bits by which a compressor tells how hard it tried.
    private static let allowedFlags: UInt16 = descriptor | utf8 | 0b110

    var hasDescriptor: Bool { flags & Self.descriptor != 0 }

    /// Reads the next record; nil when the bytes are no whole record. Throws what is wrong with the entry, and its name.
    init?(_ bytes: inout LittleEndian) throws(Refusal) {
        guard bytes.number(UInt32.self) == Self.signature,
            let madeBy: UInt16 = bytes.number(), let needed: UInt16 = bytes.number(),
            let flags: UInt16 = bytes.number(), let method: UInt16 = bytes.number(),
            bytes.take(4) != nil, let crc32: UInt32 = bytes.number(),
            let compressed: UInt32 = bytes.number(), let size: UInt32 = bytes.number(),
            let nameLength: UInt16 = bytes.number(), let extraLength: UInt16 = bytes.number(),
            let commentLength: UInt16 = bytes.number(), let disk: UInt16 = bytes.number(),
            bytes.take(2) != nil, let attributes: UInt32 = bytes.number(), let offset: UInt32 = bytes.number(),
            let name = bytes.take(Int(nameLength)).map({ [UInt8]($0) }),
            let extraBytes = bytes.take(Int(extraLength)), bytes.take(Int(commentLength)) != nil
        else { return nil }
        func refusal(_ fault: ZipError.EntryFault) -> Refusal { Refusal(name: name, fault: fault) }

        let version = UInt8(truncatingIfNeeded: needed)
        guard version <= 45 else { throw refusal(.version(version)) }
        guard flags & Self.encrypted == 0 else { throw refusal(.encrypted) }
        guard flags & ~Self.allowedFlags == 0 else { throw refusal(.flags(flags)) }
        switch method {
        case 0: self.method = .stored
        case 8: self.method = .deflated
        default: throw refusal(.method(method))
        }

        isDirectory = name.last == UInt8(ascii: "/")
        do {
            path = try TarPath(isDirectory ? name.dropLast() : name[...])
        } catch {
            guard case .invalidPath(_, let fault) = error else { throw refusal(.path(.empty)) }
            throw refusal(.path(fault))
        }
        guard !name.contains(UInt8(ascii: "\\")) else { throw refusal(.backslash) }
        let isMarked = flags & Self.utf8 != 0
        guard isMarked ? String(validating: name, as: UTF8.self) != nil : name.allSatisfy({ $0 < 0x80 }) else {
            throw refusal(.encoding)
        }

        guard let extra = ZipExtra(extraBytes), extra.agrees(with: name),
            let numbers = extra.resolve(size: size, compressed: compressed, offset: offset, disk: disk)
        else { throw refusal(.extraField) }
        guard numbers.disk == 0 else { throw refusal(.extraField) }
        (self.size, compressedSize, headerOffset) = (numbers.size, numbers.compressed, numbers.offset)
        guard self.method == .deflated || self.size == compressedSize else { throw refusal(.storedSize) }
        guard !isDirectory || self.size == 0 else { throw refusal(.directoryWithContent) }

        let mode = UInt16(attributes >> 16)
        switch mode & 0o170000 {
        case 0: break
        case 0o040000 where isDirectory: break
        case 0o100000 where !isDirectory: break
        case 0o120000: throw refusal(.symbolicLink)
        default: throw refusal(.fileType(mode))
        }
        unixMode = madeBy >> 8 == 3 ? mode : nil
        self.name = name
        self.flags = flags
        self.crc32 = crc32
    }

    struct Refusal: Error {
        let name: [UInt8]
        let fault: ZipError.EntryFault
    }
}
