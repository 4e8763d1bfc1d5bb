import Archive
import OCI
import SystemPackage

/// A package, decoded and compared with the lock: its control data, and the way to its files.
struct DebPackage: Sendable {
    /// What the lock says.
    let locked: DebianLock.Package
    /// Its control file.
    let control: ControlParagraph
    /// The other control members by name: scripts, lists, triggers.
    let members: [String: Member]
    /// What it may overwrite.
    let replaces: [DebianRelation]
    /// The same as the package has it.
    let controlBytes: [UInt8]
    /// Its files.
    let contents: DecodedPackage

    /// One control member.
    struct Member: Sendable {
        let bytes: [UInt8]
        let mode: UInt16
        let modified: Int64
    }

    /// The most bytes that control data may have.
    private static let controlLimit: Int64 = 64 << 20

    /// Takes a decoded package, and compares what it says of itself with the lock.
    init(_ locked: DebianLock.Package, decoded: DecodedPackage, native: DebianArchitecture) throws(DebianComposeError) {
        let name = locked.name.text
        self.locked = locked
        contents = decoded
        var members = decoded.members
        guard let control = members.removeValue(forKey: "control") else {
            throw .badControl(package: name, reason: "the file 'control' is missing")
        }
        controlBytes = control.bytes
        do {
            self.control = try ControlParagraph(parsing: control.bytes)
            replaces = try DebianDependency.parse(self.control["Replaces"] ?? "", architecture: native)
                .flatMap(\.alternatives)
        } catch { throw .badControl(package: name, reason: "\(error)") }
        self.members = members
        for (field, expected) in [
            ("Package", name), ("Version", locked.version.text), ("Architecture", locked.architecture.text),
        ] where self.control[field] != expected {
            throw .wrongControl(
                package: name, field: field, expected: expected,
                actual: DebianNameError.excerpt(self.control[field] ?? ""))
        }
    }

    /// Reads the members of a package's `control.tar`.
    static func members(of archive: DebArchive, package: String) throws -> [String: Member] {
        var members: [String: Member] = [:]
        var reader = try archive.openControl(
            limits: ArchiveLimits(maximumEntries: 200, maximumContent: controlLimit))
        while let entry = try reader.next() {
            guard case .file = entry.kind, let place = try entry.relativePath() else { continue }
            guard place.components.count == 1, let text = place.text, isMemberName(text), members[text] == nil
            else {
                throw DebianComposeError.badControl(package: package, reason: "it has the odd member '\(place)'")
            }
            members[text] = Member(
                bytes: try reader.data(limit: Int(controlLimit)), mode: entry.mode, modified: entry.modified)
        }
        return members
    }

    /// The scripts that dpkg would run, sorted: `config`, `postinst` and their kin.
    static let scriptNames = ["config", "postinst", "postrm", "preinst", "prerm"]

    /// Which of them the package has.
    var scripts: [String] { Self.scriptNames.filter { members[$0] != nil } }

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
        directives().compactMap { directive, trigger in
            switch directive {
            case "interest", "interest-await": (trigger, false)
            case "interest-noawait": (trigger, true)
            default: nil
            }
        }
    }

    /// The triggers that a change of the package sets off.
    func activations() -> [String] {
        directives().filter { ["activate", "activate-await", "activate-noawait"].contains($0.directive) }
            .map(\.trigger)
    }

    /// The lines of deb-triggers(5). A trigger's name becomes that of a file: one that no file can have is passed over.
    private func directives() -> [(directive: String, trigger: String)] {
        guard let file = members["triggers"] else { return [] }
        return lines(of: file).compactMap { line in
            let words = line.split(whereSeparator: \.isBlank).map(String.init)
            guard words.count == 2, let path = try? TarPath(words[1].drop { $0 == "/" }.utf8) else { return nil }
            guard words[1].hasPrefix("/") || path.components.count == 1 else { return nil }
            return (words[0], words[1])
        }
    }

    /// Whether the package moves files of others aside before it is unpacked, as far as its script's text tells.
    var diverts: Bool {
        members["preinst"].map { String(decoding: $0.bytes, as: UTF8.self).contains("dpkg-divert") } ?? false
    }

    private func lines(of member: Member) -> [String] {
        member.bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self).trimmedLine }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    /// dpkg puts members beside those of other packages under their names.
    static func isMemberName(_ name: String) -> Bool {
        (1...50).contains(name.utf8.count) && name != "list"
            && name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmedLine: String { String(Substring(self).trimmed) }
}
