import Archive
import OCI
import SystemPackage

/// One wheel spread over an installation: every file with the place it goes to.
///
/// Source: "Binary distribution format", "Installing a wheel".
struct WheelSpread {
    /// A file where it is installed.
    struct Placed {
        let file: WheelFile
        let isExecutable: Bool
    }

    /// The files by their place.
    private(set) var files: [TarPath: Placed] = [:]
    private let wheel: WheelArchive
    private let scheme: InstallScheme
    private let dataDirectory: [UInt8]

    /// What installers write into a `.dist-info` directory.
    private static let notes = ["INSTALLER", "REQUESTED", "direct_url.json"].map { Array($0.utf8) }

    /// Spreads a locked wheel.
    ///
    /// - Throws: `WheelError.wheel`, `ZipError`.
    init(_ locked: LockedWheel, at path: FilePath, lock: WheelsLock) throws {
        let wheel = try WheelArchive(path, called: locked.file.text)
        self.wheel = wheel
        scheme = lock.scheme
        dataDirectory = Self.stem(wheel.distInfo) + Array(".data".utf8)
        do {
            try Self.check(wheel, locked, lock.python)
            for (path, member) in wheel.members.sorted(by: { $0.key < $1.key }) { try place(path, member) }
            try placeScripts()
            try placeRecord(isRequested: lock.requested.contains(locked.project))
        } catch let fault as WheelFault {
            throw WheelError.wheel(locked.file.text, fault)
        } catch is TarError {
            throw WheelError.wheel(locked.file.text, .path(wheel.distInfo))
        }
    }

    /// The name of the `.dist-info` and `.data` directories, without their suffix.
    private static func stem(_ distInfo: TarPath) -> [UInt8] { distInfo.bytes.dropLast(10) }

    private static func check(_ wheel: WheelArchive, _ locked: LockedWheel, _ target: PythonTarget) throws {
        let stem = String(decoding: stem(wheel.distInfo), as: UTF8.self)
        guard let cut = stem.lastIndex(of: "-"), isSame(locked, stem[..<cut], stem[stem.index(after: cut)...]) else {
            throw WheelFault.distInfoName(wheel.distInfo.description)
        }
        guard let wheelText = try wheel.text("WHEEL", limit: 1 << 20) else { throw WheelFault.missing("WHEEL") }
        let format = WheelMetadata(parsing: wheelText, file: "WHEEL")
        let version = try format.required("Wheel-Version")
        guard version.split(separator: ".", omittingEmptySubsequences: false).first == "1" else {
            throw WheelFault.wheelVersion(String(version.prefix(100)))
        }
        // Both go to one directory here, but a wheel that does not say is none.
        let purity = try format.required("Root-Is-Purelib").lowercased()
        guard purity == "true" || purity == "false" else {
            throw WheelFault.value(String(purity.prefix(100)), field: "Root-Is-Purelib", file: "WHEEL")
        }
        guard let metadataText = try wheel.text("METADATA", limit: 16 << 20) else {
            throw WheelFault.missing("METADATA")
        }
        let metadata = WheelMetadata(parsing: metadataText, file: "METADATA")
        let (project, projectVersion) = (try metadata.required("Name"), try metadata.required("Version"))
        guard isSame(locked, project[...], projectVersion[...]) else {
            throw WheelFault.otherProject(String(project.prefix(100)), version: String(projectVersion.prefix(100)))
        }
        if let text = try metadata.optional("Requires-Python") {
            let specifiers: VersionSpecifiers
            do { specifiers = try VersionSpecifiers(text) } catch {
                throw WheelFault.value(String(text.prefix(100)), field: "Requires-Python", file: "METADATA")
            }
            guard target.fulfils(specifiers) else { throw WheelFault.requiresPython(text, target) }
        }
    }

    private static func isSame(_ locked: LockedWheel, _ project: Substring, _ version: Substring) -> Bool {
        let version = version.map { $0 == "_" ? "-" : String($0) }.joined()
        return (try? ProjectName(project)) == locked.project && (try? PackageVersion(version)) == locked.file.version
    }

    /// Places one file of the wheel.
    private mutating func place(_ path: TarPath, _ member: WheelArchive.Member) throws {
        let mode = member.entry.unixMode ?? 0
        let isExecutable = mode & 0o111 != 0
        let parts = path.components
        guard parts[0] == dataDirectory else {
            // The installer's own notes are written anew.
            if parts.count == 2, parts[0] == wheel.distInfo.bytes, Self.notes.contains(parts[1]) { return }
            return try put(Placed(file: wheel.file(member), isExecutable: isExecutable), scheme.site.appending(path))
        }
        guard parts.count > 2 else { throw WheelFault.dataPath(path) }
        let rest = try TarPath(Array(parts[2...].joined(separator: [UInt8(ascii: "/")])))
        switch String(decoding: parts[1], as: UTF8.self) {
        case "purelib", "platlib":
            try put(Placed(file: wheel.file(member), isExecutable: isExecutable), scheme.site.appending(rest))
        case "scripts":
            try put(Placed(file: script(member), isExecutable: true), scheme.scripts.appending(rest))
        case "data":
            try put(Placed(file: wheel.file(member), isExecutable: isExecutable), scheme.data.appending(rest))
        case "headers":
            let python =
                scheme.site.components.map { String(decoding: $0, as: UTF8.self) }
                .last { $0.hasPrefix("python3") } ?? "python3"
            let name = Self.stem(wheel.distInfo).prefix { $0 != UInt8(ascii: "-") }
            let directory = try scheme.data.appending("include/\(python)").appending(TarPath(name))
            try put(Placed(file: wheel.file(member), isExecutable: isExecutable), directory.appending(rest))
        default: throw WheelFault.dataPath(path)
        }
    }

    /// A script with its interpreter; a first line that does not name `python` or `pythonw` alone stays.
    private func script(_ member: WheelArchive.Member) throws -> WheelFile {
        let begin = try wheel.prefix(of: member, count: 11)
        guard let mark = ["#!pythonw", "#!python"].map({ Array($0.utf8) }).first(where: { begin.starts(with: $0) }),
            begin.count == mark.count || "\n\r ".utf8.contains(begin[mark.count])
        else { return wheel.file(member) }
        let bytes = try wheel.bytes(of: member, limit: 16 << 20)
        return WheelFile(Array("#!\(scheme.interpreter)".utf8) + bytes.dropFirst(mark.count))
    }

    private mutating func placeScripts() throws {
        guard let text = try wheel.text("entry_points.txt", limit: 16 << 20) else { return }
        for script in try EntryPoints(parsing: text).scripts {
            let file = WheelFile(script.text(interpreter: scheme.interpreter))
            try put(Placed(file: file, isExecutable: true), scheme.scripts.appending(script.name))
        }
    }

    private mutating func placeRecord(isRequested: Bool) throws {
        let directory = try scheme.site.appending(wheel.distInfo)
        func note(_ text: String) -> Placed { Placed(file: WheelFile(Array(text.utf8)), isExecutable: false) }
        try put(note("imagesmith\n"), directory.appending("INSTALLER"))
        if isRequested { try put(note(""), directory.appending("REQUESTED")) }
        let record = try directory.appending("RECORD")
        var lines: [(path: String, digest: Digest?, size: Int64)] = files.map { path, placed in
            (relative(path), placed.file.digest, placed.file.size)
        }
        lines.append((relative(record), nil, 0))
        try put(Placed(file: WheelFile(WheelRecord.text(lines)), isExecutable: false), record)
    }

    private mutating func put(_ placed: Placed, _ path: TarPath) throws(WheelFault) {
        guard files.updateValue(placed, forKey: path) == nil else { throw .sameTarget(path) }
    }

    /// A path as RECORD writes it: relative to the directory of the modules.
    private func relative(_ path: TarPath) -> String {
        let (base, parts) = (scheme.site.components, path.components)
        let shared = zip(base, parts).prefix { $0 == $1 }.count
        let up = Array(repeating: Array("..".utf8), count: base.count - shared)
        return String(decoding: Array((up + parts[shared...]).joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)
    }
}
