import Glibc

/// One paragraph of a control file: fields and their values, as they lie in the file's bytes.
///
/// Source: Debian Policy 5.1, deb822(5). A field that stands twice is refused, as dpkg does.
public struct ControlParagraph: Sendable {
    /// One field: its name and its value, continuation lines with it.
    public struct Field: Hashable, Sendable {
        /// The name as it is spelled; names differ by case alone in no file.
        public let name: String
        /// The value without blanks at its ends; lines within it begin as they do in the file.
        public let value: String
    }

    /// The fields in the file's order.
    public let fields: [Field]
    private let byName: [String: Int]

    /// The value of a field, by its name in any case.
    public subscript(_ name: String) -> String? {
        byName[Self.lowercased(name)].map { fields[$0].value }
    }

    init(_ fields: [Field]) throws(ControlError) {
        var byName: [String: Int] = [:]
        for (index, field) in fields.enumerated() {
            let previous = byName.updateValue(index, forKey: Self.lowercased(field.name))
            guard previous == nil else { throw .duplicateField(DebianNameError.excerpt(field.name)) }
        }
        self.fields = fields
        self.byName = byName
    }

    /// Parses a control file of one paragraph.
    public init(parsing bytes: [UInt8]) throws(ControlError) {
        let paragraphs = try Self.parse(bytes, limit: 1)
        guard let first = paragraphs.first else { throw .empty }
        self = first
    }

    /// Parses a file of at most `limit` paragraphs. Lines that begin with `#` are comments.
    public static func parse(_ bytes: [UInt8], limit: Int) throws(ControlError) -> [ControlParagraph] {
        var paragraphs: [ControlParagraph] = []
        var fields: [Field] = []
        var name = ""
        var value: [UInt8] = []
        func finishField() {
            if !name.isEmpty { fields.append(Field(name: name, value: text(value))) }
            name = ""
            value = []
        }
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            var line = bytes[start..<end]
            start = end + 1
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.first == UInt8(ascii: "#") { continue }
            if line.allSatisfy({ $0 == 32 || $0 == 9 }) {
                finishField()
                if !fields.isEmpty {
                    guard paragraphs.count < limit else { throw .tooMany(limit: limit) }
                    paragraphs.append(try ControlParagraph(fields))
                    fields = []
                }
                continue
            }
            if line.first == 32 || line.first == 9 {
                guard !name.isEmpty else { throw .line(excerpt(line)) }
                value.append(UInt8(ascii: "\n"))
                value += line
                continue
            }
            finishField()
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy({ (33...126).contains($0) })
            else { throw .line(excerpt(line)) }
            name = String(decoding: line[..<colon], as: UTF8.self)
            value = Array(line[(colon + 1)...])
        }
        finishField()
        if !fields.isEmpty {
            guard paragraphs.count < limit else { throw .tooMany(limit: limit) }
            paragraphs.append(try ControlParagraph(fields))
        }
        return paragraphs
    }

    private static func text(_ value: [UInt8]) -> String {
        let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 || byte == 10 }
        let first = value.firstIndex { !isBlank($0) } ?? value.endIndex
        let last = value.lastIndex { !isBlank($0) } ?? value.startIndex - 1
        return first <= last ? String(decoding: value[first...last], as: UTF8.self) : ""
    }

    private static func excerpt(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line.prefix(100), as: UTF8.self)
    }

    private static func lowercased(_ name: String) -> String {
        String(decoding: name.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
