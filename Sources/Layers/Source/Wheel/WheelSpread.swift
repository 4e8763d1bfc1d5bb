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
    /// The modules' sources among them that bring no byte-code of their own, by their place.
    private(set) var sources: [PythonSource] = []
    /// The layout's patterns that some file matched.
    private(set) var matched: Set<PathGlob> = []
    /// What the user should know, though it stops nothing.
    private(set) var notices: [String] = []
    private let wheel: WheelArchive
    private let locked: LockedWheel
    private let layout: WheelsLayout
    private let minor: Int
    private let dataDirectory: [UInt8]

    private var scheme: InstallScheme { layout.scheme }

    /// What installers write into a `.dist-info` directory.
    private static let notes = ["INSTALLER", "REQUESTED", "direct_url.json"].map { Array($0.utf8) }

    /// Spreads a locked wheel; ``finish(with:isRequested:)`` is still to come.
    ///
    /// - Throws: `WheelError.wheel`, `WheelError.archive`.
    init(_ locked: LockedWheel, at path: FilePath, lock: WheelsLock) throws {
        let wheel = try WheelArchive(path, called: locked.file.text)
        self.wheel = wheel
        self.locked = locked
        layout = lock.layout
        minor = lock.python.minor
        dataDirectory = Self.stem(wheel.distInfo) + Array(".data".utf8)
        try telling { spread in
            let format = try WheelCheck(wheel, locked, lock.python).format
            if format != "1.0" {
                spread.notices.append(
                    "\(locked.file) is of wheel format \(format), which is newer than 1.0; it is read as such")
            }
            for (path, member) in wheel.members.sorted(by: { $0.key < $1.key }) { try spread.place(path, member) }
            try spread.placeScripts()
            // What the wheel brings stays as its RECORD has it.
            let brought = Set(spread.files.keys)
            spread.sources.removeAll { source in
                PythonSource.bytecode(of: source.place, minor: lock.python.minor).map { brought.contains($0) } ?? true
            }
        }
    }

    /// Adds byte-code and the installer's own notes, RECORD last.
    ///
    /// - Throws: `WheelError.wheel`.
    mutating func finish(with bytecode: Bytecode, isRequested: Bool) throws {
        try telling {
            for source in $0.sources {
                guard let file = bytecode.files[source.place],
                    let path = PythonSource.bytecode(of: source.place, minor: $0.minor)
                else { continue }
                try $0.put(Placed(file: file, isExecutable: false), path)
            }
            try $0.placeRecord(isRequested: isRequested)
        }
    }

    /// Does something to this wheel, and names it where that fails.
    private mutating func telling(_ body: (inout WheelSpread) throws -> Void) throws {
        do {
            try body(&self)
        } catch let fault as WheelFault {
            throw WheelError.wheel(locked.file.text, fault)
        } catch is TarError {
            throw WheelError.wheel(locked.file.text, .path(wheel.distInfo))
        }
    }

    /// The name of the `.dist-info` and `.data` directories, without their suffix.
    private static func stem(_ distInfo: TarPath) -> [UInt8] { distInfo.bytes.dropLast(10) }

    /// Places one file of the wheel.
    private mutating func place(_ path: TarPath, _ member: WheelArchive.Member) throws {
        let isExecutable = member.entry.isExecutable
        let parts = path.components
        guard parts[0] == dataDirectory else {
            // The installer's own notes are written anew.
            if parts.count == 2, parts[0] == wheel.distInfo.bytes, Self.notes.contains(parts[1]) { return }
            return try putModule(path, member, isExecutable: isExecutable)
        }
        guard parts.count > 2 else { throw WheelFault.dataPath(path) }
        let rest = try TarPath(Array(parts[2...].joined(separator: [UInt8(ascii: "/")])))
        switch String(decoding: parts[1], as: UTF8.self) {
        case "purelib", "platlib":
            try putModule(rest, member, isExecutable: isExecutable)
        case "scripts":
            let path = try scheme.scripts.appending(rest)
            if isWanted(path) { try put(Placed(file: script(member), isExecutable: true), path) }
        case "data":
            try putFile(member, isExecutable: isExecutable, at: scheme.data.appending(rest))
        case "headers":
            let python =
                scheme.site.components.map { String(decoding: $0, as: UTF8.self) }
                .last { $0.hasPrefix("python3") } ?? "python3"
            let name = Self.stem(wheel.distInfo).prefix { $0 != UInt8(ascii: "-") }
            let directory = try scheme.data.appending("include/\(python)").appending(TarPath(name))
            try putFile(member, isExecutable: isExecutable, at: directory.appending(rest))
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
            let path = try scheme.scripts.appending(script.name)
            if isWanted(path) { try put(Placed(file: file, isExecutable: true), path) }
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

    /// Puts a file below the modules' directory.
    private mutating func putModule(
        _ path: TarPath, _ member: WheelArchive.Member, isExecutable: Bool
    ) throws {
        let place = try scheme.site.appending(path)
        try putFile(member, isExecutable: isExecutable, at: place)
        if files[place] != nil, PythonSource.bytecode(of: place, minor: minor) != nil {
            sources.append(PythonSource(wheel: locked.digest, member: member.entry.name, place: place))
        }
    }

    private mutating func putFile(_ member: WheelArchive.Member, isExecutable: Bool, at path: TarPath) throws {
        if isWanted(path) { try put(Placed(file: wheel.file(member), isExecutable: isExecutable), path) }
    }

    /// Whether the layout shows a file.
    private mutating func isWanted(_ path: TarPath) -> Bool {
        if layout.only.isEmpty { return true }
        let parts = relativeParts(path)
        let found = layout.only.filter { $0.matches(parts) }
        matched.formUnion(found)
        return !found.isEmpty || parts.first == wheel.distInfo.bytes
    }

    private mutating func put(_ placed: Placed, _ path: TarPath) throws(WheelFault) {
        guard files.updateValue(placed, forKey: path) == nil else { throw .sameTarget(path) }
    }

    /// A path as RECORD writes it: relative to the directory of the modules.
    private func relative(_ path: TarPath) -> String {
        String(decoding: Array(relativeParts(path).joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)
    }

    private func relativeParts(_ path: TarPath) -> [[UInt8]] {
        let (base, parts) = (scheme.site.components, path.components)
        let shared = zip(base, parts).prefix { $0 == $1 }.count
        let up = Array(repeating: Array("..".utf8), count: base.count - shared)
        return up + parts[shared...]
    }
}
