import Archive
import OCI
import SystemPackage

/// A package's file, opened and compared with the lock: its control data, and the way to its files.
struct DebPackage: Sendable {
    /// What the lock says.
    let locked: DebianLock.Package
    /// Its control file.
    let control: ControlParagraph
    /// The other control members by name: scripts, lists, triggers.
    let members: [String: Member]
    /// What it may overwrite.
    let replaces: [DebianRelation]
    private let archive: DebArchive

    /// One control member.
    struct Member: Sendable {
        let bytes: [UInt8]
        let mode: UInt16
        let modified: Int64
    }

    /// The most bytes that control data may have.
    private static let controlLimit: Int64 = 64 << 20

    /// Opens `path` after its digest was checked.
    init(_ path: FilePath, _ locked: DebianLock.Package, native: DebianArchitecture) throws {
        let name = locked.name.text
        let actual = try Digest(ofFile: path)
        guard actual == locked.digest else {
            throw DebianComposeError.wrongFile(package: name, path, expected: locked.digest, actual: actual)
        }
        self.locked = locked
        archive = try DebArchive(path)
        var members: [String: Member] = [:]
        var reader = try archive.openControl(
            limits: ArchiveLimits(maximumEntries: 200, maximumContent: Self.controlLimit))
        while let entry = try reader.next() {
            guard case .file = entry.kind, let place = try entry.relativePath() else { continue }
            guard place.components.count == 1, let text = place.text, Self.isMemberName(text), members[text] == nil
            else {
                throw DebianComposeError.badControl(package: name, reason: "it has the odd member '\(place)'")
            }
            members[text] = Member(
                bytes: try reader.data(limit: Int(Self.controlLimit)), mode: entry.mode, modified: entry.modified)
        }
        guard let control = members.removeValue(forKey: "control") else {
            throw DebianComposeError.badControl(package: name, reason: "the file 'control' is missing")
        }
        do {
            self.control = try ControlParagraph(parsing: control.bytes)
            replaces = try DebianDependency.parse(self.control["Replaces"] ?? "", architecture: native)
                .flatMap(\.alternatives)
        } catch { throw DebianComposeError.badControl(package: name, reason: "\(error)") }
        self.members = members
        for (field, expected) in [
            ("Package", name), ("Version", locked.version.text), ("Architecture", locked.architecture.text),
        ] where self.control[field] != expected {
            throw DebianComposeError.wrongControl(
                package: name, field: field, expected: expected,
                actual: DebianNameError.excerpt(self.control[field] ?? ""))
        }
    }

    /// The name of the package's files in dpkg's database: with the architecture where it may stand beside another's.
    var databaseName: String {
        control["Multi-Arch"] == "same" ? "\(locked.name):\(locked.architecture)" : locked.name.text
    }

    /// The configuration files that the package has, as paths below the root.
    func configurationFiles() throws -> [TarPath] {
        guard let list = members["conffiles"] else { return [] }
        return try lines(of: list).compactMap { (line) -> TarPath? in
            // `remove-on-upgrade PATH` names a file that the package does not have any more.
            guard line.hasPrefix("/") else { return nil }
            do { return try TarPath(line.dropFirst().utf8) } catch {
                throw DebianComposeError.badPath(package: locked.name.text, path: line, reason: "\(error)")
            }
        }
    }

    /// What the package takes an interest in: triggers, each with whether it waits for nobody.
    func interests() -> [(trigger: String, awaitsNobody: Bool)] {
        guard let file = members["triggers"] else { return [] }
        return lines(of: file).compactMap { line in
            let words = line.split(whereSeparator: \.isBlank)
            guard words.count == 2, let directive = words.first, let trigger = words.last else { return nil }
            switch directive {
            case "interest", "interest-await": return (String(trigger), false)
            case "interest-noawait": return (String(trigger), true)
            default: return nil
            }
        }
    }

    /// Hands every entry of the package's files to `body`, with the way to its content.
    func forEachFile(
        _ body: (ArchiveEntry, (_ receive: (UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws -> Void
    ) throws {
        var reader = try archive.openData()
        while let entry = try reader.next() {
            try body(entry) { receive in try reader.readData(receive: receive) }
        }
    }

    private func lines(of member: Member) -> [String] {
        member.bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self).trimmedLine }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    /// dpkg puts members beside those of other packages under their names.
    private static func isMemberName(_ name: String) -> Bool {
        (1...50).contains(name.utf8.count) && name != "list"
            && name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmedLine: String { String(Substring(self).trimmed) }
}
