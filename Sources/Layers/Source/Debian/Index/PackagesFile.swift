import Glibc

/// A `Packages` file, held as bytes, with the place of every paragraph and what is looked up by name.
///
/// Of each of the sixty thousand paragraphs only the fields that decide whether anyone will ask for it are read; the rest is
/// parsed when a package is looked at. Source: Debian repository format, "Packages indices".
public struct PackagesFile: Sendable {
    /// One paragraph.
    struct Stanza: Sendable {
        let range: Range<Int>
        let name: String
        /// The `Provides` field, where there is one.
        let provides: Range<Int>?
        /// Whether the package is essential or has priority `required`.
        let isBase: Bool
    }

    /// The paragraphs, in the file's order.
    let stanzas: [Stanza]
    private let bytes: [UInt8]

    /// The most paragraphs that are read.
    static let maximumStanzas = 1_000_000

    /// How many packages the file describes.
    public var count: Int { stanzas.count }

    /// Finds the paragraphs of `bytes`.
    public init(parsing bytes: [UInt8]) throws(ControlError) {
        let found = bytes.withUnsafeBytes { buffer in
            Result { () throws(ControlError) in try Self.scan(buffer) }
        }
        stanzas = try found.get()
        self.bytes = bytes
    }

    /// The whole paragraph.
    func paragraph(_ stanza: Stanza) throws(ControlError) -> ControlParagraph {
        try ControlParagraph(parsing: Array(bytes[stanza.range]))
    }

    /// The names that the paragraph provides, without versions.
    func providedNames(_ stanza: Stanza) -> [String] {
        guard let range = stanza.provides else { return [] }
        return bytes[range].split(separator: UInt8(ascii: ",")).map { part in
            let word = part.drop { $0 == 32 || $0 == 10 || $0 == 9 }.prefix {
                $0 != 32 && $0 != 10 && $0 != 40 && $0 != 9
            }
            return String(decoding: word, as: UTF8.self)
        }
    }

    private struct Draft {
        var start: Int?
        var name: Range<Int>?
        var provides: Range<Int>?
        var isBase = false
    }

    private static func scan(_ bytes: UnsafeRawBufferPointer) throws(ControlError) -> [Stanza] {
        var stanzas: [Stanza] = []
        guard let base = bytes.baseAddress else { return [] }
        var draft = Draft()
        var isProvides = false
        var start = 0
        while start < bytes.count {
            let newline = memchr(base + start, 10, bytes.count - start)
            let end = newline.map { $0 - UnsafeMutableRawPointer(mutating: base) } ?? bytes.count
            defer { start = end + 1 }
            if end == start {
                try finish(&draft, at: end, bytes, &stanzas)
                isProvides = false
                continue
            }
            if draft.start == nil { draft.start = start }
            let first = bytes[start]
            if first == 32 || first == 9 {
                if isProvides, let provides = draft.provides { draft.provides = provides.lowerBound..<end }
                continue
            }
            isProvides = false
            switch first {
            case UInt8(ascii: "P"):
                if let value = value(of: "Package:", base, start, end) {
                    guard draft.name == nil else { throw .duplicateField("Package") }
                    draft.name = value
                } else if let value = value(of: "Provides:", base, start, end) {
                    draft.provides = value
                    isProvides = true
                } else if let value = value(of: "Priority:", base, start, end) {
                    if bytes[value].elementsEqual("required".utf8) { draft.isBase = true }
                }
            case UInt8(ascii: "E"):
                if let value = value(of: "Essential:", base, start, end), bytes[value].elementsEqual("yes".utf8) {
                    draft.isBase = true
                }
            default: break
            }
        }
        try finish(&draft, at: bytes.count, bytes, &stanzas)
        return stanzas
    }

    private static func finish(
        _ draft: inout Draft, at end: Int, _ bytes: UnsafeRawBufferPointer, _ stanzas: inout [Stanza]
    ) throws(ControlError) {
        guard let start = draft.start else { return }
        guard let name = draft.name else { throw .missingField("Package", package: "at byte \(start)") }
        guard stanzas.count < maximumStanzas else { throw .tooMany(limit: maximumStanzas) }
        stanzas.append(
            Stanza(
                range: start..<end, name: String(decoding: bytes[name], as: UTF8.self), provides: draft.provides,
                isBase: draft.isBase))
        draft = Draft()
    }

    private static func value(
        of field: StaticString, _ base: UnsafeRawPointer, _ start: Int, _ end: Int
    ) -> Range<Int>? {
        let length = field.utf8CodeUnitCount
        guard end - start >= length, memcmp(base + start, field.utf8Start, length) == 0 else { return nil }
        var first = start + length
        var last = end
        while first < last, base.load(fromByteOffset: first, as: UInt8.self) == 32 { first += 1 }
        while last > first, base.load(fromByteOffset: last - 1, as: UInt8.self) <= 32 { last -= 1 }
        return first..<last
    }
}
