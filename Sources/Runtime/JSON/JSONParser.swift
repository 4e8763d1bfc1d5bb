/// Reads one JSON text (RFC 8259), strictly: no duplicate names, no trailing data, valid UTF-8, bounded depth.
struct JSONParser {
    static let depthLimit = 32

    private let bytes: [UInt8]
    private var offset = 0

    /// The value that `bytes` hold. Throws ``JSONError``.
    static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw .trailingData(offset: parser.offset) }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private func unexpected() -> JSONError { next.map { .unexpectedByte($0, offset: offset) } ?? .unexpectedEnd }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
        guard next == UInt8(ascii: character) else { throw unexpected() }
        offset += 1
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[index] else { throw unexpected() }
            offset += 1
        }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= Self.depthLimit else { throw .tooDeep(offset: offset) }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func members(depth: Int) throws(JSONError) -> [JSONValue.Member] {
        try expect("{")
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if take("}") { return members }
        repeat {
            skipSpace()
            let start = offset
            let name = try string()
            guard names.insert(name).inserted else { throw .duplicateName(name, offset: start) }
            skipSpace()
            try expect(":")
            members.append(.init(name, try value(depth: depth + 1)))
            skipSpace()
        } while take(",")
        try expect("}")
        return members
    }

    private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
        try expect("[")
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return elements }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        try expect("]")
        return elements
    }

    private mutating func digits() -> Bool {
        let start = offset
        while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
        return offset > start
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        let negative = take("-")
        let first = next
        guard digits() else { throw negative ? .badNumber(offset: start) : unexpected() }
        if first == 0x30, offset - start > (negative ? 2 : 1) { throw .badNumber(offset: start) }
        var whole = true
        if take(".") {
            whole = false
            guard digits() else { throw .badNumber(offset: start) }
        }
        if take("e") || take("E") {
            whole = false
            if !take("-") { _ = take("+") }
            guard digits() else { throw .badNumber(offset: start) }
        }
        let literal = String(decoding: bytes[start..<offset], as: UTF8.self)
        if whole, let integer = Int(literal) { return .integer(integer) }
        guard let number = Double(literal), number.isFinite else { throw .badNumber(offset: start) }
        return .number(number)
    }

    private mutating func string() throws(JSONError) -> String {
        let start = offset
        try expect("\"")
        var content: [UInt8] = []
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: content, as: UTF8.self) else { throw .badString(offset: start) }
                return string
            case UInt8(ascii: "\\"):
                let scalar = try escape(start: start)
                content.append(contentsOf: Array(String(Character(scalar)).utf8))
            case 0..<0x20: throw .badString(offset: start)
            default: content.append(byte)
            }
        }
        throw .unexpectedEnd
    }

    private mutating func escape(start: Int) throws(JSONError) -> Unicode.Scalar {
        guard let byte = next else { throw .unexpectedEnd }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let high = try codeUnit(start: start)
            if let scalar = Unicode.Scalar(high) { return scalar }
            // RFC 8259 section 7: outside the basic plane, a pair of surrogates.
            guard (0xD800...0xDBFF).contains(high), take("\\"), take("u") else { throw .badString(offset: start) }
            let low = try codeUnit(start: start)
            guard (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            else { throw .badString(offset: start) }
            return scalar
        default: throw .badString(offset: start)
        }
    }

    private mutating func codeUnit(start: Int) throws(JSONError) -> UInt32 {
        guard offset + 4 <= bytes.count else { throw .unexpectedEnd }
        var unit: UInt32 = 0
        for byte in bytes[offset..<offset + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw .badString(offset: start)
            }
            unit = unit << 4 | UInt32(digit)
        }
        offset += 4
        return unit
    }
}
