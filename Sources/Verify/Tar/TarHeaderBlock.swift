/// One 512-byte tar header, its fields checked but not yet joined with extended headers.
///
/// Source: POSIX.1-2017, pax, "ustar Interchange Format"; for GNU's variants the GNU tar manual, "Basic Tar Format".
struct TarHeaderBlock {
    static let size = 512

    let name: [UInt8]
    let link: [UInt8]
    let type: UInt8
    let mode: Int64
    let user: Int64
    let group: Int64
    /// Nil where the field is blank.
    let size: Int64?
    let modified: Int64
    let major: Int64
    let minor: Int64

    /// - Throws: ``TarFault`` where the checksum or a field does not hold.
    init(_ block: [UInt8]) throws(TarFault) {
        try TarHeaderBlock.checkSum(block)
        let isPOSIX = block[257..<265].elementsEqual(Array("ustar\u{0}00".utf8))
        let isGNU = block[257..<265].elementsEqual(Array("ustar  \u{0}".utf8))
        // Before ustar there was no magic number.
        let isV7 = block[257..<265].allSatisfy { $0 == 0 }
        guard isPOSIX || isGNU || isV7 else {
            throw TarFault(.tarHeader, actual: "the magic number is '\(PrintableText(Array(block[257..<265])))'")
        }
        // GNU's sparse map and real size, which some readers heed in an entry of any type: libarchive does.
        if isGNU, block[156] != UInt8(ascii: "S"), block[386..<495].contains(where: { $0 != 0 }) {
            throw TarFault(.tarSparse, actual: "a header of another type has GNU's sparse fields")
        }
        var name = TarHeaderBlock.text(block[0..<100])
        let prefix = isPOSIX ? TarHeaderBlock.text(block[345..<500]) : []
        if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
        self.name = name
        link = TarHeaderBlock.text(block[157..<257])
        type = block[156]
        mode = try TarNumber.field(block[100..<108], "mode") ?? 0
        user = try TarNumber.field(block[108..<116], "user") ?? 0
        group = try TarNumber.field(block[116..<124], "group") ?? 0
        size = try TarNumber.field(block[124..<136], "size")
        modified = try TarNumber.field(block[136..<148], "time") ?? 0
        major = isV7 ? 0 : try TarNumber.field(block[329..<337], "device's major number") ?? 0
        minor = isV7 ? 0 : try TarNumber.field(block[337..<345], "device's minor number") ?? 0
    }

    /// The sum of all bytes, with blanks in place of the sum itself.
    private static func checkSum(_ block: [UInt8]) throws(TarFault) {
        var sum = 8 * 0x20
        for byte in block { sum += Int(byte) }
        for byte in block[148..<156] { sum -= Int(byte) }
        let stored: Int64?
        do { stored = try TarNumber.field(block[148..<156], "checksum") } catch { stored = nil }
        guard stored == Int64(sum) else {
            throw TarFault(
                .tarChecksum, expected: String(sum, radix: 8),
                actual: stored.map { String($0, radix: 8) } ?? "no octal number")
        }
    }

    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }
}
