/// The records of one pax extended header.
///
/// Source: POSIX.1-2017, pax, "pax Extended Header": `LENGTH KEY=VALUE\n`, the length counting the whole record.
struct PaxHeader {
    private(set) var records: [[UInt8]: [UInt8]] = [:]

    /// - Throws: ``TarFault`` for records that readers would cut differently, and for a key that stands twice.
    init(_ bytes: [UInt8]) throws(TarFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix(8).prefix { $0 != UInt8(ascii: " ") }
            guard digits.first != UInt8(ascii: "0"), let length = TarNumber.decimal(Array(digits)) else {
                throw PaxHeader.malformed("a record's length is '\(PrintableText(Array(digits)))'")
            }
            guard length <= rest.count, Int(length) > digits.count + 1 else {
                throw PaxHeader.malformed("a record of \(length) bytes does not fit")
            }
            let record = rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
            let body = record.dropFirst(digits.count + 1)
            guard record[record.startIndex + digits.count] == UInt8(ascii: " "), body.last == UInt8(ascii: "\n"),
                let sign = body.firstIndex(of: UInt8(ascii: "=")), sign > body.startIndex
            else { throw PaxHeader.malformed("a record is not KEY=VALUE and a line end") }
            let key = Array(body[..<sign])
            if key.starts(with: Array("GNU.sparse.".utf8)) {
                throw TarFault(.tarSparse, actual: "\(PrintableText(key))")
            }
            guard !key.contains(0) else { throw PaxHeader.malformed("a key holds a NUL") }
            let value = Array(body[(sign + 1)...].dropLast())
            guard records.updateValue(value, forKey: key) == nil else {
                throw PaxHeader.malformed("'\(PrintableText(key))' stands twice")
            }
        }
    }

    subscript(key: String) -> [UInt8]? { records[Array(key.utf8)] }

    /// A number that must be decimal digits.
    func number(_ key: String) throws(TarFault) -> Int64? {
        guard let value = self[key] else { return nil }
        if key == "size", value.first == UInt8(ascii: "-") {
            throw TarFault(.tarSizeNegative, actual: "\(PrintableText(value))")
        }
        guard let number = TarNumber.decimal(value) else {
            throw PaxHeader.malformed("the \(key) is '\(PrintableText(value))'")
        }
        return number
    }

    /// The whole seconds of the time of last change.
    func modified() throws(TarFault) -> Int64? {
        guard let value = self["mtime"] else { return nil }
        guard let seconds = TarNumber.seconds(value) else {
            throw PaxHeader.malformed("the mtime is '\(PrintableText(value))'")
        }
        return seconds
    }

    /// The extended attributes, by the name that the file system knows.
    var attributes: [[UInt8]: [UInt8]] {
        let prefix = Array("SCHILY.xattr.".utf8)
        var attributes: [[UInt8]: [UInt8]] = [:]
        for (key, value) in records where key.starts(with: prefix) {
            attributes[Array(key.dropFirst(prefix.count))] = value
        }
        return attributes
    }

    static func malformed(_ reason: String) -> TarFault { TarFault(.tarPaxMalformed, actual: reason) }
}
