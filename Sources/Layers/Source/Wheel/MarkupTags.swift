/// Walks over the start tags of an HTML page that is flat, as index pages are. It knows no nesting, so nothing can be too deep.
struct MarkupTags {
    /// A start tag: its name in lower case, and its `href` with character references resolved.
    struct Tag {
        let name: String
        let reference: String?
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next start tag; nil at the end.
    mutating func next() -> Tag? {
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(open + 1)...]
            if rest.starts(with: "!--".utf8) {
                skipComment()
                continue
            }
            let name = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
            if name.isEmpty { continue }
            rest = rest.dropFirst(name.count)
            return Tag(name: String(decoding: name.map { $0 | 0x20 }, as: UTF8.self), reference: reference())
        }
        return nil
    }

    private mutating func skipComment() {
        while let close = rest.firstIndex(of: UInt8(ascii: ">")) {
            let isEnd = rest[..<close].suffix(2).elementsEqual("--".utf8)
            rest = rest[(close + 1)...]
            if isEnd { return }
        }
        rest = []
    }

    /// Reads the attributes up to the tag's end, and gives the value of the first `href`.
    private mutating func reference() -> String? {
        var found: String?
        while true {
            rest = rest.drop { Self.isBlank($0) || $0 == UInt8(ascii: "/") }
            guard let first = rest.first, first != UInt8(ascii: ">") else {
                rest = rest.dropFirst()
                return found
            }
            let name = rest.prefix { !Self.isBlank($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") }
            rest = rest.dropFirst(max(1, name.count)).drop(while: Self.isBlank)
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst().drop(while: Self.isBlank)
            let value = value()
            let isReference = name.map { $0 | 0x20 }.elementsEqual("href".utf8)
            if found == nil, isReference, value.count <= 8192 { found = Self.resolved(value) }
        }
    }

    private mutating func value() -> ArraySlice<UInt8> {
        if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            rest = rest.dropFirst()
            let value = rest.prefix { $0 != quote }
            rest = rest.dropFirst(value.count + 1)
            return value
        }
        let value = rest.prefix { !Self.isBlank($0) && $0 != UInt8(ascii: ">") }
        rest = rest.dropFirst(value.count)
        return value
    }

    /// Resolves the character references that stand in URLs.
    private static func resolved(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let mark = rest.firstIndex(of: "&") {
            text += rest[..<mark]
            rest = rest[mark...]
            guard let end = rest.prefix(12).firstIndex(of: ";"), let character = character(rest[..<end].dropFirst())
            else {
                text.append(rest.removeFirst())
                continue
            }
            text.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return text + rest
    }

    private static func character(_ name: Substring) -> Character? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
            let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap { Unicode.Scalar($0) }.map { Character($0) }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
