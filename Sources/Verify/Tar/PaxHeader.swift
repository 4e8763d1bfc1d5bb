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
        if records.isEmpty { return [:] }
        var attributes: [[UInt8]: [UInt8]] = [:]
        for (key, value) in records {
            if let name = PaxHeader.name(key, after: "LIBARCHIVE.xattr.") {
                // libarchive's own spelling, the name as in a URL and the value in base 64, stands beside the common one.
                let name = PaxHeader.unquoted(name)
                if attributes[name] == nil { attributes[name] = value }
            }
        }
        for (key, value) in records {
            if let name = PaxHeader.name(key, after: "SCHILY.xattr.") { attributes[Array(name)] = value }
        }
        return attributes
    }

    private static func name(_ key: [UInt8], after prefix: StaticString) -> ArraySlice<UInt8>? {
        let isPrefixed = prefix.withUTF8Buffer { key.starts(with: $0) }
        return isPrefixed ? key.dropFirst(prefix.utf8CodeUnitCount) : nil
    }

    private static func unquoted(_ name: ArraySlice<UInt8>) -> [UInt8] {
        var (out, rest) = ([UInt8](), name)
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            guard byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else {
                out.append(byte)
                continue
            }
            out.append(value)
            rest = rest.dropFirst(2)
        }
        return out
    }

    static func malformed(_ reason: String) -> TarFault { TarFault(.tarPaxMalformed, actual: reason) }
}
