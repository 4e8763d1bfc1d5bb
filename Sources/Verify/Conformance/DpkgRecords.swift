import OCI

/// What dpkg's records in an image say of its packages, as far as they can be read.
///
/// Source: dpkg(1), deb-control(5), deb-md5sums(5); the layout of `/var/lib/dpkg` in format 1; for records without a database,
/// distroless images' `status.d`.
struct DpkgRecords {
    /// A package as the database has it.
    struct Package: Hashable {
        let version: String
        /// Its state, as `install ok installed`; nil where the form has none.
        let state: String?
    }

    /// The packages by name.
    private(set) var packages: [String: Package] = [:]
    /// The MD5 of configuration files as they were installed, by their paths.
    private(set) var configurationSums: [EntryPath: [UInt8]] = [:]
    /// What is wrong with the records.
    private(set) var faults: [String] = []

    /// - Parameter documents: the contents of `var/lib/dpkg/status` and of the files in `status.d`, by path.
    init(_ documents: [EntryPath: [UInt8]]) {
        for path in documents.keys.sorted() {
            guard let name = DpkgRecords.kind(of: path), let bytes = documents[path] else { continue }
            read(bytes, hasState: name == .database)
        }
    }

    private enum Kind { case database, paragraph }

    private static func kind(of path: EntryPath) -> Kind? {
        if path.bytes.elementsEqual("var/lib/dpkg/status".utf8) { return .database }
        let isRecord = path.bytes.starts(with: "var/lib/dpkg/status.d/".utf8)
        return isRecord && !path.bytes.suffix(8).elementsEqual(".md5sums".utf8) ? .paragraph : nil
    }

    private mutating func read(_ bytes: [UInt8], hasState: Bool) {
        var fields: [String: String] = [:]
        var last: String?
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) + [[]] {
            if line.isEmpty {
                if !fields.isEmpty { add(fields, hasState: hasState) }
                fields = [:]
                last = nil
            } else if line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") {
                if last == "conffiles" { addConfiguration(line) }
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let key = String(decoding: line[..<colon], as: UTF8.self).lowercased()
                let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
                if fields.updateValue(String(decoding: value, as: UTF8.self), forKey: key) != nil {
                    faults.append("the field '\(key)' stands twice in a paragraph")
                }
                last = key
            } else {
                faults.append("'\(PrintableText(line.prefix(80)))' is no field")
            }
        }
    }

    private mutating func add(_ fields: [String: String], hasState: Bool) {
        guard let name = fields["package"], let version = fields["version"] else {
            faults.append("a paragraph names no package or no version")
            return
        }
        let package = Package(version: version, state: hasState ? fields["status"] ?? "none" : nil)
        if packages.updateValue(package, forKey: name) != nil { faults.append("the package '\(name)' stands twice") }
    }

    /// ` /etc/file MD5`, and a word behind it where the file is no longer the package's.
    private mutating func addConfiguration(_ line: ArraySlice<UInt8>) {
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count >= 2, let path = EntryPath(absolute: words[0]), let sum = DpkgRecords.sum(words[1]) else {
            return
        }
        configurationSums[path] = sum
    }

    /// The paths of a list of files, which begin with `/` there.
    static func list(_ bytes: [UInt8]) -> [EntryPath] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { EntryPath(absolute: $0) }
    }

    /// The MD5 of files by path, of lines of the form `MD5  path`.
    static func sums(_ bytes: [UInt8]) -> [(path: EntryPath, sum: [UInt8])] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard line.count > 34, let sum = sum(line.prefix(32)),
                let path = EntryPath(absolute: line.dropFirst(34))
            else { return nil }
            return (path, sum)
        }
    }

    private static func sum(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count == 32 else { return nil }
        var sum: [UInt8] = []
        var digits = text[...]
        while let high = digits.popFirst(), let low = digits.popFirst() {
            guard let upper = hexDigit(high), let lower = hexDigit(low) else { return nil }
            sum.append(upper << 4 | lower)
        }
        return sum
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 97...102: byte - 87
        default: nil
        }
    }
}

extension EntryPath {
    /// A path that may begin with `/`; nil for one that names no place, and for the root.
    init?(absolute bytes: ArraySlice<UInt8>) {
        let relative = Array(bytes.drop { $0 == UInt8(ascii: "/") })
        guard let path = try? EntryPath(relative), !path.isRoot else { return nil }
        self = path
    }
}
