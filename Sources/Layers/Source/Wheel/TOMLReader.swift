import OCI

/// Reads the part of TOML that lock files are written in: tables, arrays of tables, strings on one line, integers, booleans,
/// dates (as strings), arrays and inline tables.
///
/// Source: TOML 1.0. Whatever else TOML has is refused.
struct TOMLReader {
    /// A place that cannot be read.
    struct Failure: Error, Equatable {
        let line: Int
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    /// Reads a document of at most 64 MiB into the values that JSON would have.
    static func read(_ bytes: [UInt8]) throws(Failure) -> JSON {
        guard bytes.count <= 64 << 20, String(validating: bytes, as: UTF8.self) != nil else { throw Failure(line: 0) }
        var reader = TOMLReader(bytes: bytes)
        return try reader.document()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    private var failure: Failure { Failure(line: line) }

    private mutating func document() throws(Failure) -> JSON {
        let root = TOMLTable()
        var current = root
        while true {
            skipBlank(lines: true)
            guard let byte = next else { return root.json }
            if byte == UInt8(ascii: "[") {
                current = try header(in: root)
            } else {
                try pair(into: current)
            }
            skipBlank(lines: false)
            guard next == nil || next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r") else { throw failure }
        }
    }

    private mutating func header(in root: TOMLTable) throws(Failure) -> TOMLTable {
        position += 1
        let isArray = take("[")
        var keys = try keys()
        guard take("]"), !isArray || take("]"), let last = keys.popLast() else { throw failure }
        var table = root
        for key in keys {
            guard let below = table.descend(key) else { throw failure }
            table = below
        }
        guard let found = isArray ? table.append(last) : table.descend(last) else { throw failure }
        return found
    }

    private mutating func pair(into table: TOMLTable) throws(Failure) {
        var keys = try keys()
        guard take("="), let last = keys.popLast() else { throw failure }
        skipBlank(lines: false)
        let value = try value(depth: 16)
        var table = table
        for key in keys {
            guard let below = table.descend(key) else { throw failure }
            table = below
        }
        guard table.set(last, value) else { throw failure }
    }

    private mutating func keys() throws(Failure) -> [String] {
        var keys: [String] = []
        repeat {
            guard keys.count < 16 else { throw failure }
            skipBlank(lines: false)
            if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
                keys.append(try string())
            } else {
                let key = bytes[position...].prefix(while: Self.isBare)
                guard !key.isEmpty else { throw failure }
                position += key.count
                keys.append(String(decoding: key, as: UTF8.self))
            }
            skipBlank(lines: false)
        } while take(".")
        return keys
    }

    private mutating func value(depth: Int) throws(Failure) -> JSON {
        guard depth > 0 else { throw failure }
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "{"): return try inlineTable(depth: depth)
        default: return try scalar()
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> JSON {
        position += 1
        var elements: [JSON] = []
        while true {
            skipBlank(lines: true)
            if take("]") { return .array(elements) }
            elements.append(try value(depth: depth - 1))
            skipBlank(lines: true)
            if take("]") { return .array(elements) }
            guard take(",") else { throw failure }
        }
    }

    private mutating func inlineTable(depth: Int) throws(Failure) -> JSON {
        position += 1
        var members: [String: JSON] = [:]
        skipBlank(lines: false)
        if take("}") { return .object(members) }
        while true {
            let keys = try keys()
            guard keys.count == 1, take("=") else { throw failure }
            skipBlank(lines: false)
            guard members.updateValue(try value(depth: depth - 1), forKey: keys[0]) == nil else { throw failure }
            skipBlank(lines: false)
            if take("}") { return .object(members) }
            guard take(",") else { throw failure }
        }
    }

    private mutating func scalar() throws(Failure) -> JSON {
        let text = bytes[position...].prefix { Self.isBare($0) || ":.+".utf8.contains($0) }
        position += text.count
        let word = String(decoding: text, as: UTF8.self)
        if word == "true" || word == "false" { return .bool(word == "true") }
        if let number = Int64(word) { return .integer(number) }
        // A date, which begins with a year.
        guard text.prefix(5).map({ (48...57).contains($0) ? 48 : $0 }).elementsEqual("0000-".utf8) else {
            throw failure
        }
        return .string(word)
    }

    private mutating func string() throws(Failure) -> String {
        let quote = bytes[position]
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            guard byte >= 0x20 || byte == 0x09, byte != 0x7F else { throw failure }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                text += try escaped()
            } else {
                text.append(byte)
            }
        }
        throw failure
    }

    private mutating func escaped() throws(Failure) -> [UInt8] {
        guard let byte = next else { throw failure }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = byte == UInt8(ascii: "u") ? 4 : 8
            let digits = String(decoding: bytes[position...].prefix(count), as: UTF8.self)
            guard digits.utf8.count == count, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value),
                value != 0
            else { throw failure }
            position += count
            return Array(String(scalar).utf8)
        default: throw failure
        }
    }

    private mutating func skipBlank(lines: Bool) {
        while let byte = next {
            switch byte {
            case 0x20, 0x09: break
            case 0x0A where lines: line += 1
            case 0x0D where lines: break
            case UInt8(ascii: "#"):
                while let inner = next, inner != 0x0A { position += 1 }
                continue
            default: return
            }
            position += 1
        }
    }

    private mutating func take(_ mark: Character) -> Bool {
        guard let byte = next, byte == mark.asciiValue else { return false }
        position += 1
        return true
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
