import Archive
import OCI
import SystemPackage

/// What a root holds before scripts run, by inode and by the time of its last change, which no program can set back.
struct TreeMarks: Sendable {
    private let marks: [TarPath: Mark]

    private struct Mark: Hashable {
        let identity: FileStatus.Identity
        let changed: Int64
    }

    init(walking root: FilePath) throws {
        var marks: [TarPath: Mark] = [:]
        try RootWalk.visit(root) { path, _, status in
            marks[path] = Mark(identity: status.identity, changed: status.changed)
            return true
        }
        self.marks = marks
    }

    /// Whether a path still is what it was: its content, owner, mode, names and attributes.
    func isUnchanged(_ path: TarPath, _ status: FileStatus) -> Bool {
        marks[path] == Mark(identity: status.identity, changed: status.changed)
    }
}

/// Goes through a root that nobody changes any more, through no link.
enum RootWalk {
    /// Calls `body` for every entry, a directory before what lies in it; where it returns false, that is passed over.
    static func visit(
        _ directory: FilePath, at place: TarPath? = nil, _ body: (TarPath, FilePath, FileStatus) throws -> Bool
    ) throws {
        for name in try directory.entries() {
            let path = try place.map { try TarPath($0.bytes + [UInt8(ascii: "/")] + name.bytes) } ?? TarPath(name.bytes)
            let file = directory.appending(name)
            guard let status = try file.status(), try body(path, file, status), status.isDirectory else { continue }
            try visit(file, at: path, body)
        }
    }
}
