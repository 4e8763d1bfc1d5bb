import Archive
import OCI

/// A wheel's RECORD: every file with its digest and size.
///
/// Source: "Recording installed projects", "The RECORD file"; "Binary distribution format", "The .dist-info directory".
struct WheelRecord: Sendable {
    /// One line. RECORD itself and its signatures have neither digest nor size.
    struct Line: Hashable, Sendable {
        let path: TarPath
        let hash: String
        let size: String
    }

    let lines: [Line]

    /// Parses the lines, in their order. Throws `WheelFault`.
    init(parsing bytes: [UInt8]) throws(WheelFault) {
        var lines: [Line] = []
        var seen: Set<TarPath> = []
        var reader = Rows(bytes)
        while let row = try reader.next() {
            guard row.count == 3 else { throw .recordLine(reader.line) }
            guard let path = try? TarPath(row[0]) else { throw .recordPath(String(row[0].prefix(300))) }
            guard seen.insert(path).inserted else { throw .recordTwice(path) }
            lines.append(Line(path: path, hash: row[1], size: row[2]))
        }
        self.lines = lines
    }

    /// The digest that a line's hash names. Throws `WheelFault.recordHash`.
    static func digest(_ line: Line) throws(WheelFault) -> Digest {
        guard line.hash.hasPrefix("sha256="), let digest = decode(line.hash.dropFirst(7)) else {
            throw .recordHash(line.path, String(line.hash.prefix(100)))
        }
        return digest
    }

    /// The text of a RECORD: lines sorted by path, each ended by a line feed, RECORD's own without hash and size.
    static func text(_ files: [(path: String, digest: Digest?, size: Int64)]) -> [UInt8] {
        var text: [UInt8] = []
        for file in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            let isQuoted = file.path.utf8.contains { ",\"\r\n".utf8.contains($0) }
            let path = isQuoted ? "\"" + file.path.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\"" : file.path
            let rest = file.digest.map { "sha256=\(encode($0)),\(file.size)" } ?? ","
            text += Array("\(path),\(rest)\n".utf8)
        }
        return text
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Base64 for URLs without padding (RFC 4648 section 5) of the 32 bytes.
    static func encode(_ digest: Digest) -> String {
        let nibbles = digest.hex.utf8.map { Int($0 < 58 ? $0 - 48 : $0 - 87) }
        var text: [UInt8] = []
        // Three nibbles are two characters; 64 nibbles leave one, whose character has two bits to spare.
        for start in stride(from: 0, to: nibbles.count - 1, by: 3) {
            let value = nibbles[start] << 8 | nibbles[start + 1] << 4 | nibbles[start + 2]
            text += [alphabet[value >> 6], alphabet[value & 63]]
        }
        text.append(alphabet[(nibbles.last ?? 0) << 2])
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ text: Substring) -> Digest? {
        guard text.utf8.count == 43 else { return nil }
        let digits = Array("0123456789abcdef".utf8)
        var values: [Int] = []
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            values.append(value)
        }
        guard let last = values.last, last & 3 == 0 else { return nil }
        var hex: [UInt8] = []
        for start in stride(from: 0, to: 42, by: 2) {
            let value = values[start] << 6 | values[start + 1]
            hex += [digits[value >> 8], digits[value >> 4 & 15], digits[value & 15]]
        }
        hex.append(digits[last >> 2])
        return try? Digest(hex: String(decoding: hex, as: UTF8.self))
    }
}

/// Reads rows of comma-separated values as Python's `csv` does, without its leniency: a quote ends its field.
private struct Rows {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var line = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next row that is not empty; nil at the end.
    mutating func next() throws(WheelFault) -> [String]? {
        while position < bytes.count {
            line += 1
            var fields: [String] = []
            while true {
                fields.append(try field())
                guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
                position += 1
            }
            try endLine()
            if fields != [""] { return fields }
        }
        return nil
    }

    private mutating func field() throws(WheelFault) -> String {
        var text: [UInt8] = []
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position += 1
            while true {
                guard position < bytes.count else { throw .recordLine(line) }
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\"") {
                    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
                    position += 1
                }
                text.append(byte)
            }
        } else {
            while position < bytes.count, !",\r\n".utf8.contains(bytes[position]) {
                guard bytes[position] != UInt8(ascii: "\"") else { throw .recordLine(line) }
                text.append(bytes[position])
                position += 1
            }
        }
        guard let text = String(validating: text, as: UTF8.self) else { throw .recordLine(line) }
        return text
    }

    private mutating func endLine() throws(WheelFault) {
        guard position < bytes.count else { return }
        if bytes[position] == UInt8(ascii: "\r") { position += 1 }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else { throw .recordLine(line) }
        position += 1
    }
}
