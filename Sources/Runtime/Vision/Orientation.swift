/// How a picture must be turned to stand upright, as Exif numbers it (CIPA DC-008, tag 274, "Orientation").
enum Orientation: Int, CaseIterable, Sendable {
    case upright = 1
    case mirrored = 2
    case upsideDown = 3
    case upsideDownMirrored = 4
    /// Rows are columns.
    case transposed = 5
    /// To be turned by a quarter clockwise: what a phone held upright writes.
    case turnedLeft = 6
    case transposedUpsideDown = 7
    /// To be turned by a quarter counter-clockwise.
    case turnedRight = 8

    /// The bytes at a JPEG's start that are looked at: Exif's segment is the first one, or follows JFIF's.
    static let reach = 2 << 16

    /// What the Exif data in a JPEG says, ``upright`` when there is none, or none that makes sense: a picture is not
    /// refused for what stands beside it.
    init(ofJPEG bytes: [UInt8]) {
        self = Self.exif(in: bytes[...]).flatMap(Self.init(tiff:)) ?? .upright
    }

    /// The TIFF structure in the first Exif segment (CIPA DC-008, 4.7.2).
    private static func exif(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let name = Array("Exif\0\0".utf8)
        var rest = bytes.dropFirst(2)
        while let start = rest.first, start == 0xFF, let marker = rest.dropFirst().first {
            // A byte of padding before a marker.
            guard marker != 0xFF else {
                rest = rest.dropFirst()
                continue
            }
            guard (0xC0...0xFE).contains(marker), !(0xD0...0xDA).contains(marker),
                let length = number(rest, at: 2, bytes: 2, bigEndian: true), length >= 2
            else { return nil }
            let content = rest.dropFirst(4).prefix(length - 2)
            if marker == 0xE1, content.starts(with: name) { return content.dropFirst(name.count) }
            rest = rest.dropFirst(2 + length)
        }
        return nil
    }

    /// The entry of the first directory (TIFF 6.0, section 2).
    private init?(tiff: ArraySlice<UInt8>) {
        let bigEndian: Bool
        switch Array(tiff.prefix(4)) {
        case [0x49, 0x49, 42, 0]: bigEndian = false
        case [0x4D, 0x4D, 0, 42]: bigEndian = true
        default: return nil
        }
        func number(_ offset: Int, bytes: Int) -> Int? {
            Self.number(tiff, at: offset, bytes: bytes, bigEndian: bigEndian)
        }
        guard let directory = number(4, bytes: 4), let count = number(directory, bytes: 2) else { return nil }
        for index in 0..<count {
            let entry = directory + 2 + index * 12
            guard let tag = number(entry, bytes: 2) else { return nil }
            guard tag == 274 else { continue }
            // A short, or as some programs write it, a long.
            guard let type = number(entry + 2, bytes: 2), type == 3 || type == 4, number(entry + 4, bytes: 4) == 1,
                let value = number(entry + 8, bytes: type == 3 ? 2 : 4)
            else { return nil }
            self.init(rawValue: value)
            return
        }
        return nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>, at offset: Int, bytes count: Int, bigEndian: Bool) -> Int? {
        let field = bytes.dropFirst(offset).prefix(count)
        guard field.count == count else { return nil }
        return (bigEndian ? Array(field) : field.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
}
