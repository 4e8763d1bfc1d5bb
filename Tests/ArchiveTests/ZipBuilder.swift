/// Builds zip files byte by byte, so that each field can be wrong on its own.
struct ZipBuilder {
    struct Entry {
        var name: [UInt8]
        /// The bytes in the file.
        var data: [UInt8]
        var size: UInt32
        var crc: UInt32
        var method: UInt16 = 0
        var flags: UInt16 = 0
        var version: UInt16 = 20
        var madeBy: UInt16 = 3 << 8 | 20
        var attributes: UInt32 = 0o100644 << 16
        var extra: [UInt8] = []
        /// What the central directory gives as the header's place, less where it is.
        var offsetShift = 0
        /// What the central directory gives as compressed size, less the true one.
        var compressedShift = 0
        var local: (inout Local) -> Void = { _ in }
        /// Between this entry's data and the next header.
        var trailer: [UInt8] = []

        init(_ name: String, _ text: String = "hello\n") {
            self.name = Array(name.utf8)
            data = Array(text.utf8)
            size = UInt32(data.count)
            crc = ZipBuilder.crc32(data)
        }
    }

    /// The fields of a local header that may differ from the central directory's.
    struct Local {
        var signature: UInt32 = 0x0403_4b50
        var name: [UInt8]
        var flags: UInt16
        var method: UInt16
        var crc: UInt32
        var compressed: UInt32
        var size: UInt32
        var extra: [UInt8] = []
    }

    var prefix: [UInt8] = []
    var entries: [Entry]
    var comment: [UInt8] = []
    var commentShift = 0
    var suffix: [UInt8] = []
    var gap: [UInt8] = []
    var countShift = 0
    var directorySizeShift = 0
    var disk: UInt16 = 0

    init(_ entries: [Entry]) { self.entries = entries }

    var bytes: [UInt8] {
        var (out, directory) = (prefix, [UInt8]())
        for entry in entries {
            let place = out.count
            var local = Local(
                name: entry.name, flags: entry.flags, method: entry.method, crc: entry.crc,
                compressed: UInt32(entry.data.count), size: entry.size)
            entry.local(&local)
            out += Self.le(local.signature) + Self.le(UInt16(20)) + Self.le(local.flags) + Self.le(local.method)
            out += Self.le(UInt32(0)) + Self.le(local.crc) + Self.le(local.compressed) + Self.le(local.size)
            out += Self.le(UInt16(local.name.count)) + Self.le(UInt16(local.extra.count)) + local.name + local.extra
            out += entry.data + entry.trailer
            directory += Self.le(UInt32(0x0201_4b50)) + Self.le(entry.madeBy) + Self.le(entry.version)
            directory += Self.le(entry.flags) + Self.le(entry.method) + Self.le(UInt32(0)) + Self.le(entry.crc)
            directory += Self.le(UInt32(entry.data.count + entry.compressedShift)) + Self.le(entry.size)
            directory += Self.le(UInt16(entry.name.count)) + Self.le(UInt16(entry.extra.count))
            directory += Self.le(UInt32(0)) + Self.le(UInt16(0)) + Self.le(entry.attributes)
            directory += Self.le(UInt32(place + entry.offsetShift)) + entry.name + entry.extra
        }
        let start = out.count
        out += directory + gap
        let count = Self.le(UInt16(entries.count + countShift))
        out += Self.le(UInt32(0x0605_4b50)) + Self.le(disk) + Self.le(disk) + count + count
        out += Self.le(UInt32(directory.count + directorySizeShift)) + Self.le(UInt32(start))
        return out + Self.le(UInt16(comment.count + commentShift)) + comment + suffix
    }

    static func le(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// The plain bitwise form, independent of what is tested.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xedb8_8320 }
        }
        return ~sum
    }
}
