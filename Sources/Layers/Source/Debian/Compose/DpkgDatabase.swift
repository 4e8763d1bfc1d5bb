import Archive
import Glibc
import OCI
import SystemPackage

/// dpkg's own records of packages that are unpacked and not yet configured.
///
/// Source: dpkg(1), deb-triggers(5); the layout of `/var/lib/dpkg` in format 1, as dpkg 1.17 and later write it.
struct DpkgDatabase {
    private let packages: [DebPackage]
    private let lists: [[[UInt8]]]
    private let requested: Set<DebianPackageName>
    private let merged: MergedPaths
    private let directory: TarPath
    private let marks: TarPath

    init(
        _ packages: [DebPackage], lists: [[[UInt8]]], requested: [DebianPackageName], merged: MergedPaths
    ) throws {
        self.merged = merged
        self.packages = packages
        self.lists = lists
        self.requested = Set(requested)
        directory = try TarPath("var/lib/dpkg")
        marks = try TarPath("var/lib/apt/extended_states")
    }

    /// Writes everything, so that `dpkg --configure -a` takes it from there. In a root that has a database the packages
    /// come on top of what it says.
    func write(into root: borrowing RootDirectory) throws {
        for name in ["info", "alternatives", "parts", "triggers", "updates"] {
            try root.makeDirectory(directory.appending(name))
        }
        try add(Array("1\n".utf8), to: "info/format", root, isNew: true)
        for name in ["available", "diversions", "statoverride", "triggers/Unincorp"] {
            try add([], to: name, root, isNew: true)
        }
        try writeActivations(root)
        for (package, list) in zip(packages, lists) { try writeInfo(of: package, list, root) }
        try writeTriggers(root)
        var status = ""
        for package in packages { status += try paragraph(of: package, root) + "\n" }
        try add(Array(status.utf8), to: "status", root)
        let hasMarks = try root.contains(marks)
        if hasMarks || packages.contains(where: { $0.locked.name.text == "apt" }) { try writeMarks(root) }
    }

    /// Adds to what a file holds, or makes it; with `isNew` what is there stays as it is.
    private func add(
        _ bytes: [UInt8], to name: String, _ root: borrowing RootDirectory, isNew: Bool = false
    ) throws {
        let path = try directory.appending(name)
        let present = try root.read(path, limit: Self.databaseLimit)
        if isNew, present != nil { return }
        try root.replace(path, with: (present ?? []) + bytes)
    }

    /// The triggers that unpacking these packages sets off for packages below, as dpkg notes them while it unpacks: by the
    /// packages' own `activate` lines, and by files in places that others watch.
    private func writeActivations(_ root: borrowing RootDirectory) throws {
        let text = try root.read(directory.appending("triggers/File"), limit: Self.databaseLimit) ?? []
        let watched = Set(
            String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { $0.split(separator: " ").first }
                .map { Array($0.utf8.dropFirst()) })
        var activated: Set<String> = []
        for package in packages { activated.formUnion(package.activations()) }
        for path in lists.joined() {
            for end in path.indices where path[end] == UInt8(ascii: "/") && watched.contains(Array(path[..<end])) {
                activated.insert("/" + String(decoding: path[..<end], as: UTF8.self))
            }
            if watched.contains(path) { activated.insert("/" + String(decoding: path, as: UTF8.self)) }
        }
        // What nobody below waits for is done when the packages themselves are configured.
        let known = try activated.sorted().filter { trigger in
            if trigger.hasPrefix("/") { return true }
            return try root.contains(directory.appending("triggers").appending(trigger))
        }
        if known.isEmpty { return }
        try root.replace(
            directory.appending("triggers/Unincorp"), with: Array(known.map { "\($0) -\n" }.joined().utf8))
    }

    private func writeInfo(of package: DebPackage, _ list: [[UInt8]], _ root: borrowing RootDirectory) throws {
        let stem = "info/\(package.databaseName)"
        for (name, member) in package.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            try root.write(
                member.bytes, to: directory.appending("\(stem).\(name)"),
                mode: member.mode & 0o111 != 0 ? 0o755 : 0o644,
                modified: member.modified)
        }
        if package.members["md5sums"] == nil {
            try root.write(sums(of: package, root), to: directory.appending("\(stem).md5sums"))
        }
        var lines: [UInt8] = []
        for path in list { lines += [UInt8(ascii: "/")] + path + [10] }
        try root.write(lines, to: directory.appending("\(stem).list"))
    }

    /// dpkg makes the sums of a package that has none: of its files, but for configuration files and what is left out.
    private func sums(of package: DebPackage, _ root: borrowing RootDirectory) throws -> [UInt8] {
        let configuration = Set(try package.configurationFiles())
        var lines = ""
        for entry in package.contents.entries {
            guard case .file = entry.kind, let path = entry.path, !configuration.contains(path) else { continue }
            let place = try merged.map(path)
            guard try root.contains(place) else { continue }
            var sum = MD5Hasher()
            try root.forEachChunk(of: place) { sum.update($0) }
            lines += "\(sum.hex())  \(path.text ?? path.description)\n"
        }
        return Array(lines.utf8)
    }

    /// Paths are kept in one file, other triggers in a file each, as deb-triggers(5) has them.
    private func writeTriggers(_ root: borrowing RootDirectory) throws {
        var paths: [String] = []
        var named: [String: [String]] = [:]
        for package in packages {
            for (trigger, awaitsNobody) in package.interests() {
                let owner = package.databaseName + (awaitsNobody ? "/noawait" : "")
                if trigger.hasPrefix("/") {
                    paths.append("\(trigger) \(owner)\n")
                } else {
                    named[trigger, default: []].append("\(owner)\n")
                }
            }
        }
        try add(Array(paths.joined().utf8), to: "triggers/File", root)
        for (trigger, owners) in named {
            try add(Array(owners.joined().utf8), to: "triggers/\(trigger)", root)
        }
    }

    private func paragraph(of package: DebPackage, _ root: borrowing RootDirectory) throws -> String {
        var text = ""
        for field in package.control.fields {
            text += "\(field.name): \(field.value)\n"
            if field.name == "Package" { text += "Status: install ok unpacked\n" }
        }
        let files = try package.configurationFiles()
        if !files.isEmpty { text += "Conffiles:\n" }
        for path in files { text += " /\(String(decoding: path.bytes, as: UTF8.self)) \(try digest(of: path, root))\n" }
        return text
    }

    /// dpkg asks before it replaces a configuration file that is no longer the package's own, and knows it by its MD5.
    /// One that the layer leaves out has none yet.
    private func digest(of path: TarPath, _ root: borrowing RootDirectory) throws -> String {
        try root.read(merged.map(path), limit: Self.configurationLimit).map { MD5Hasher.hex($0) } ?? "newconffile"
    }

    private static let configurationLimit = 16 << 20
    private static let databaseLimit = 256 << 20

    /// apt's marks of what nobody asked for and what may go once nothing needs it any more.
    private func writeMarks(_ root: borrowing RootDirectory) throws {
        var text = ""
        for package in packages where !requested.contains(package.locked.name) {
            guard case .dependency = package.locked.reason else { continue }
            text += "Package: \(package.locked.name)\nArchitecture: \(native)\nAuto-Installed: 1\n\n"
        }
        try root.replace(marks, with: (root.read(marks, limit: Self.databaseLimit) ?? []) + Array(text.utf8))
    }

    /// apt writes the native architecture even for packages of `all`.
    private var native: DebianArchitecture {
        packages.lazy.map(\.locked.architecture).first { $0 != .all } ?? .all
    }
}
