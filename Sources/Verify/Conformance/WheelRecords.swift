import OCI

/// What the `.dist-info` directories of a layer say of the Python projects in it.
///
/// Source: PyPA, "Recording installed projects"; "Core metadata specifications".
struct WheelRecords {
    /// One installed distribution.
    struct Distribution {
        /// The normalised name.
        let project: String
        let version: String
        /// The directory.
        let directory: EntryPath
    }

    /// A file as RECORD names it.
    struct File: Hashable {
        /// The digest; nil for RECORD itself.
        let digest: Digest?
        let size: Int64?
    }

    private(set) var distributions: [Distribution] = []
    private(set) var files: [EntryPath: File] = [:]
    /// What is wrong with the records, by the file it is in.
    private(set) var faults: [(path: EntryPath, text: String)] = []

    /// - Parameters:
    ///   - directories: the `.dist-info` directories in `site`.
    ///   - documents: the contents of METADATA and RECORD, by path.
    init(_ directories: [EntryPath], in site: EntryPath, documents: [EntryPath: [UInt8]]) {
        for directory in directories.sorted() {
            func document(_ name: String) -> (path: EntryPath, bytes: [UInt8]?)? {
                (try? EntryPath(directory.bytes + Array("/\(name)".utf8))).map { ($0, documents[$0]) }
            }
            guard let metadata = document("METADATA"), let record = document("RECORD") else { continue }
            if let bytes = metadata.bytes, let found = WheelRecords.nameAndVersion(bytes) {
                distributions.append(
                    Distribution(
                        project: WheelRecords.normalised(found.name), version: found.version, directory: directory))
            } else {
                faults.append((metadata.path, "it is missing, or names no project and version"))
            }
            guard let bytes = record.bytes else {
                faults.append((record.path, "it is missing"))
                continue
            }
            files[record.path] = File(digest: nil, size: nil)
            readRecord(bytes, at: record.path, in: site)
        }
    }

    private static func nameAndVersion(_ bytes: [UInt8]) -> (name: String, version: String)? {
        var (name, version): (String?, String?)
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = String(decoding: line, as: UTF8.self).split(separator: "\r").first ?? ""
            // The description follows the first empty line.
            if text.isEmpty { break }
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = String(parts[1].drop { $0 == " " })
            switch parts[0].lowercased() {
            case "name": name = name ?? value
            case "version": version = version ?? value
            default: break
            }
        }
        guard let name, let version else { return nil }
        return (name, version)
    }

    /// Source: PyPA, "Names and normalization".
    static func normalised(_ name: String) -> String {
        name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
    }

    /// A version without what two spellings of one version may differ in: case, separators, leading zeros, a final `.0`.
    ///
    /// Source: PyPA, "Version specifiers", "Normalization"; wheels' file names write `_` for `-` and `+`.
    static func comparable(_ version: String) -> [String] {
        var text = version.lowercased()[...]
        if text.hasPrefix("v") { text = text.dropFirst() }
        var parts = text.split { ".-_+".contains($0) }.map { part in
            Int(part).map(String.init) ?? String(part)
        }
        while parts.count > 1, parts.last == "0" { parts.removeLast() }
        return parts
    }

    private mutating func readRecord(_ bytes: [UInt8], at record: EntryPath, in site: EntryPath) {
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let fields = WheelRecords.fields(line), fields.count == 3,
                let path = WheelRecords.resolve(fields[0], from: site)
            else {
                faults.append((record, "line \(index + 1) is none of a RECORD"))
                continue
            }
            if path == record { continue }
            guard let digest = WheelRecords.digest(fields[1]) else {
                faults.append((record, "line \(index + 1) has no SHA-256"))
                continue
            }
            let file = File(digest: digest, size: Int64(String(decoding: fields[2], as: UTF8.self)))
            if let other = files.updateValue(file, forKey: path), other.digest != digest {
                faults.append((record, "line \(index + 1) contradicts another RECORD"))
            }
        }
    }

    /// The fields of a line of comma-separated values, quotes and all.
    private static func fields(_ line: ArraySlice<UInt8>) -> [[UInt8]]? {
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var rest = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && rest.first == UInt8(ascii: "\""):
                fields[fields.count - 1].append(byte)
                rest = rest.dropFirst()
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: fields.append([])
            default: fields[fields.count - 1].append(byte)
            }
        }
        return isQuoted ? nil : fields
    }

    /// A path as RECORD writes it, which may lead up from the modules' directory, but not out of the image.
    private static func resolve(_ text: [UInt8], from site: EntryPath) -> EntryPath? {
        if text.first == UInt8(ascii: "/") { return EntryPath(absolute: text[...]) }
        var parts = site.bytes.split(separator: UInt8(ascii: "/")).map { Array($0) }
        for part in text.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(Array("..".utf8)) {
                guard parts.popLast() != nil else { return nil }
            } else if !part.elementsEqual([UInt8(ascii: ".")]) {
                parts.append(Array(part))
            }
        }
        return try? EntryPath(Array(parts.joined(separator: [UInt8(ascii: "/")])))
    }

    /// `sha256=` and URL-safe base64 without padding.
    private static func digest(_ field: [UInt8]) -> Digest? {
        let mark = Array("sha256=".utf8)
        guard field.starts(with: mark), field.count == mark.count + 43 else { return nil }
        let standard = field.dropFirst(mark.count).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        let raw = Base64.decode(String(decoding: standard + [UInt8(ascii: "=")], as: UTF8.self))
        return raw.flatMap { try? Digest(hex: $0.map { hexByte($0) }.joined()) }
    }
}
