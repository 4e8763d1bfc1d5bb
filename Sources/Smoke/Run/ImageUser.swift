import Glibc
import OCI
import Sandbox
import SystemPackage

/// The user that an image's configuration names, looked up in the image's own files.
///
/// Source: OCI image-spec, config.md, "User".
struct ImageUser: Hashable, Sendable {
    let account: SandboxUser
    /// The home directory; `/` where the image does not say.
    let home: String

    /// Looks `user` up in the root's `etc/passwd` and `etc/group`.
    ///
    /// - Throws: ``Unknown`` for a name that they do not hold.
    init(_ user: String?, in root: FilePath) throws(Unknown) {
        let parts = (user ?? "0").split(separator: ":", maxSplits: 1).map(String.init)
        let passwd = ImageUser.records("etc/passwd", in: root)
        let groups = ImageUser.records("etc/group", in: root)
        let wanted = parts.first ?? "0"
        let number = UInt32(wanted)
        let record = passwd.first { $0.count >= 4 && (number == nil ? $0[0] == wanted : UInt32($0[2]) == number) }
        guard let uid = number ?? record.flatMap({ UInt32($0[2]) }) else { throw Unknown(name: wanted) }
        home = record.flatMap { $0.count > 5 && $0[5].hasPrefix("/") ? $0[5] : nil } ?? "/"
        if parts.count == 2 {
            let group = groups.first { $0.count >= 3 && $0[0] == parts[1] }
            guard let gid = UInt32(parts[1]) ?? group.flatMap({ UInt32($0[2]) }) else { throw Unknown(name: parts[1]) }
            account = SandboxUser(uid: uid, gid: gid)
        } else {
            let name = record?[0]
            let further = groups.filter { group in
                group.count > 3 && name.map { group[3].split(separator: ",").map(String.init).contains($0) } ?? false
            }
            account = SandboxUser(
                uid: uid, gid: record.flatMap { UInt32($0[3]) } ?? 0,
                additionalGroups: further.compactMap { UInt32($0[2]) })
        }
    }

    /// A user or group that the image does not know.
    struct Unknown: Error, Hashable, CustomStringConvertible {
        let name: String
        var description: String { "the image's configuration names '\(name.excerpt)', which the image does not know" }
    }

    /// The records of a file of the image; none where it is missing, a link or unreasonably long.
    private static func records(_ name: FilePath, in root: FilePath) -> [[String]] {
        var directory = root.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        for component in name.removingLastComponent().components {
            let next = component.withPlatformString {
                openat(directory, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            }
            if directory >= 0 { close(directory) }
            directory = next
        }
        guard directory >= 0, let last = name.lastComponent else { return [] }
        defer { close(directory) }
        let raw = last.withPlatformString { openat(directory, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard raw >= 0 else { return [] }
        let file = FileDescriptor(rawValue: raw)
        defer { try? file.close() }
        let limit = 1 << 20
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit,
            let read = try? bytes.withUnsafeMutableBytes({
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
            }), read > 0
        { count += read }
        guard count < limit else { return [] }
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
