import Glibc
import SystemPackage

/// Says that a process works in a layout: while it does, ``GarbageCollector`` leaves alone what was written there, or what
/// ``ImageLayout/keep(_:)`` was asked about, since it began.
///
/// A file below `.imagesmith/users` that is locked; its time says since when. The lock is let go by the system when a
/// process dies, and whoever comes next removes the file.
public final class StoreUse: Sendable {
    private let path: FilePath
    private let lock: FileLock

    /// Begins to use a layout, and removes what dead processes left.
    public init(of layout: ImageLayout) throws(FileError) {
        let directory = StoreUse.directory(of: layout)
        try directory.createDirectories()
        _ = try StoreUse.earliest(of: layout)
        path = directory.appending(String(UInt64.random(in: .min ... .max), radix: 36))
        lock = try FileLock(creating: path)
    }

    /// Ends it. What is in no tag's or candidate's reach may go from now on.
    public func end() { try? path.remove() }

    deinit { end() }

    private static func directory(of layout: ImageLayout) -> FilePath { layout.root.appending(".imagesmith/users") }

    /// Since when the first of those uses a layout that use it now; nil where nobody does. Nanoseconds since 1970.
    ///
    /// Removes what dead processes left.
    static func earliest(of layout: ImageLayout) throws(FileError) -> Int64? {
        let directory = directory(of: layout)
        guard try directory.status() != nil else { return nil }
        var earliest: Int64?
        for name in try directory.entries() {
            let path = directory.appending(name)
            if let lock = FileLock(tryingExisting: path) {
                try? path.remove()
                withExtendedLifetime(lock) {}
            } else if let status = try path.status() {
                // It got its name last, and nothing was asked for before.
                earliest = min(earliest ?? .max, status.changed)
            }
        }
        return earliest
    }
}
