import Archive
import Glibc
import SystemPackage

/// dpkg's own records of packages that are unpacked and not yet configured.
///
/// Source: dpkg(1), deb-triggers(5); the layout of `/var/lib/dpkg` in format 1, as dpkg 1.17 and later write it.
struct DpkgDatabase {
    private let packages: [DebPackage]
    private let lists: [[[UInt8]]]
    private let requested: Set<DebianPackageName>
    private let directory: TarPath

    init(_ packages: [DebPackage], lists: [[[UInt8]]], requested: [DebianPackageName]) throws {
        self.packages = packages
        self.lists = lists
        self.requested = Set(requested)
        directory = try TarPath("var/lib/dpkg")
    }

    /// Writes everything, so that `dpkg --configure -a` takes it from there.
    func write(into root: borrowing RootDirectory) throws {
        for name in ["info", "alternatives", "parts", "triggers", "updates"] {
            try root.makeDirectory(directory.appending(name))
        }
        try root.write(Array("1\n".utf8), to: directory.appending("info/format"))
        for name in ["available", "diversions", "statoverride", "triggers/Unincorp"] {
            try root.write([], to: directory.appending(name))
        }
        for (package, list) in zip(packages, lists) { try writeInfo(of: package, list, root) }
        try writeTriggers(root)
        var status = ""
        for package in packages { status += try paragraph(of: package, root) + "\n" }
        try root.write(Array(status.utf8), to: directory.appending("status"))
        if packages.contains(where: { $0.locked.name.text == "apt" }) { try writeMarks(root) }
    }

    private func writeInfo(of package: DebPackage, _ list: [[UInt8]], _ root: borrowing RootDirectory) throws {
        let stem = "info/\(package.databaseName)"
        for (name, member) in package.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            try root.write(
                member.bytes, to: directory.appending("\(stem).\(name)"),
                mode: member.mode & 0o111 != 0 ? 0o755 : 0o644,
                modified: member.modified)
        }
        var lines: [UInt8] = []
        for path in list { lines += [UInt8(ascii: "/")] + path + [10] }
        try root.write(lines, to: directory.appending("\(stem).list"))
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
        try root.write(Array(paths.joined().utf8), to: directory.appending("triggers/File"))
        for (trigger, owners) in named {
            try root.write(Array(owners.joined().utf8), to: directory.appending("triggers").appending(trigger))
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
    private func digest(of path: TarPath, _ root: borrowing RootDirectory) throws -> String {
        let file = try root.openFile(path)
        defer { try? file.close() }
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { return MD5.hex(bytes) }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            guard bytes.count <= Self.configurationLimit else {
                throw DebianComposeError.tree(
                    path: path.description, reason: "a configuration file of more than 16 MiB")
            }
        }
    }

    private static let configurationLimit = 16 << 20

    /// apt's marks of what nobody asked for and what may go once nothing needs it any more.
    private func writeMarks(_ root: borrowing RootDirectory) throws {
        var text = ""
        for package in packages where !requested.contains(package.locked.name) {
            guard case .dependency = package.locked.reason else { continue }
            text += "Package: \(package.locked.name)\nArchitecture: \(native)\nAuto-Installed: 1\n\n"
        }
        try root.write(Array(text.utf8), to: TarPath("var/lib/apt/extended_states"))
    }

    /// apt writes the native architecture even for packages of `all`.
    private var native: DebianArchitecture {
        packages.lazy.map(\.locked.architecture).first { $0 != .all } ?? .all
    }
}
