import Archive
import OCI
public import SystemPackage

/// One file taken out of a wheel, such as a model or a library.
public struct WheelMember: Sendable {
    /// The file's path in the wheel.
    public let path: String
    /// The content; RECORD's digest is checked while it streams.
    public let file: WheelFile
    /// Whether the wheel marks it executable.
    public let isExecutable: Bool

    /// Opens a wheel whose own digest was checked before, and finds a member.
    ///
    /// - Throws: `WheelError.wheel` with `noMember`, or for a RECORD that does not match the archive; `WheelError.archive`.
    public init(wheel: FilePath, member: String) throws {
        let name = wheel.lastComponent?.string ?? wheel.string
        let archive = try WheelArchive(wheel, called: name)
        guard let path = try? TarPath(member), let found = archive.members[path] else {
            throw WheelError.wheel(name, .noMember(String(member.prefix(300))))
        }
        self.path = member
        file = archive.file(found)
        isExecutable = found.entry.isExecutable
    }
}
