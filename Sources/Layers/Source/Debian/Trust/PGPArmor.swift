/// OpenPGP's ASCII armor of public keys: keyrings as text, which gpgv does not read.
///
/// Source: RFC 4880 section 6.2, RFC 9580 section 6.2 (where the checksum is optional). Text around the blocks is ignored, as
/// apt does; several blocks make one keyring.
enum PGPArmor {
    private static let begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
    private static let end = "-----END PGP PUBLIC KEY BLOCK-----"

    /// Why an armored keyring cannot be read.
    enum Fault: Error, Hashable, CustomStringConvertible {
        case open
        case header(String)
        case base64(String)
        case checksum

        /// The reason for people.
        var description: String {
            switch self {
            case .open: "its armor has no end"
            case .header(let line): "its armor has the malformed header '\(line)'"
            case .base64(let line): "its armor has the line '\(line)', which is no base64"
            case .checksum: "its armor's checksum is wrong"
            }
        }
    }

    /// Whether a keyring is armored.
    static func isArmored(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: 10, omittingEmptySubsequences: true).contains { trimmed($0) == begin }
    }

    /// The keys of an armored keyring, as gpgv reads them.
    static func decode(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { trimmed($0) }[...]
        var keys: [UInt8] = []
        while let line = lines.popFirst() {
            if line == begin { keys += try block(&lines) }
        }
        return keys
    }

    private static func block(_ lines: inout ArraySlice<String>) throws(Fault) -> [UInt8] {
        while let line = lines.popFirst(), !line.isEmpty {
            guard line.contains(": ") || line.hasSuffix(":") else { throw .header(DebianNameError.excerpt(line)) }
        }
        var body: [UInt8] = []
        var checksum: UInt32?
        while let line = lines.popFirst() {
            if line == end {
                guard checksum == nil || checksum == crc24(body) else { throw .checksum }
                return body
            }
            if line.isEmpty { continue }
            guard checksum == nil else { throw .base64(DebianNameError.excerpt(line)) }
            if line.hasPrefix("="), let sum = base64(line.dropFirst()), sum.count == 3 {
                checksum = sum.reduce(0) { $0 << 8 | UInt32($1) }
            } else if let bytes = base64(line[...]) {
                body += bytes
            } else {
                throw .base64(DebianNameError.excerpt(line))
            }
        }
        throw .open
    }

    /// One line of base64 (RFC 4648 section 4), padded to fours; nil for anything else.
    private static func base64(_ line: Substring) -> [UInt8]? {
        let digits = Array(line.utf8)
        let data = digits.prefix { $0 != UInt8(ascii: "=") }
        guard digits.count % 4 == 0, digits.count - data.count <= 2,
            digits[data.count...].allSatisfy({ $0 == UInt8(ascii: "=") })
        else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for digit in data {
            guard let value = value(digit) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        // What is left over of the last digit must be nothing.
        return bits & (1 << UInt32(count) - 1) == 0 ? bytes : nil
    }

    private static func value(_ digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - 65)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - 97 + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - 48 + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    /// RFC 4880 section 6.1.
    private static func crc24(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xB7_04CE
        for byte in bytes {
            crc ^= UInt32(byte) << 16
            for _ in 0..<8 {
                crc <<= 1
                if crc & 0x100_0000 != 0 { crc ^= 0x186_4CFB }
            }
        }
        return crc & 0xFF_FFFF
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> String {
        String(Substring(decoding: line, as: UTF8.self).trimmed)
    }
}
