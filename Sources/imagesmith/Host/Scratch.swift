import Glibc
import OCI
import SystemPackage

/// A directory for what is staged on the way; removed when the value goes away.
struct Scratch: ~Copyable {
    /// The directory.
    let path: FilePath
    /// Held while the directory is in use: what nobody holds was left by a process that died.
    private let lock: FileLock

    /// A new directory: in memory where there is room for `size` bytes, else below `fallback`.
    ///
    /// On a disk dpkg's many syncs make a base three to four times slower.
    init(size: Int64 = 3 << 30, fallback: FilePath) throws {
        let memory = FilePath("/dev/shm")
        let base = Scratch.freeMemory(of: memory) >= size ? memory : fallback
        try base.createDirectories()
        Scratch.sweep(base)
        // Under another name until it is locked, so that no other process sweeps it away.
        var template = base.appending("new-\(Scratch.prefix)XXXXXX").string.utf8CString.map { $0 }
        guard mkdtemp(&template) != nil else {
            throw FileError.failed(.create, base, Errno(rawValue: errno))
        }
        let made = FilePath(platformString: template)
        let lock = try FileLock(made.appending(Scratch.lockName))
        let path = base.appending(String(made.string.dropFirst(base.string.utf8.count + 1 + "new-".utf8.count)))
        try made.rename(to: path)
        self.init(path: path, lock: lock)
    }

    private init(path: FilePath, lock: consuming FileLock) {
        self.path = path
        self.lock = lock
    }

    private static let prefix = "imagesmith."
    private static let lockName = ".lock"

    /// Removes what processes left behind that died: a killed build stages up to the size of its base in memory.
    private static func sweep(_ base: FilePath) {
        for name in (try? base.entries()) ?? [] where name.string.hasPrefix(prefix) {
            let directory = base.appending(name)
            guard let lock = FileLock(tryingExisting: directory.appending(lockName)) else { continue }
            try? directory.removeTree()
            withExtendedLifetime(lock) {}
        }
    }

    deinit { try? path.removeTree() }

    /// How much a file system in memory can take without starving the machine: half of what is free.
    private static func freeMemory(of path: FilePath) -> Int64 {
        var space = statvfs()
        guard path.withPlatformString({ statvfs($0, &space) }) == 0 else { return 0 }
        let free = Int64(space.f_bavail) * Int64(space.f_frsize)
        return Swift.min(free, availableMemory / 2)
    }

    /// `MemAvailable` of /proc/meminfo, in bytes.
    private static var availableMemory: Int64 {
        guard let file = try? OpenFile("/proc/meminfo", .readOnly) else { return 0 }
        var bytes: [UInt8] = []
        try? file.forEachChunk { bytes.append(contentsOf: $0) }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("MemAvailable:")
        {
            return (line.split(separator: " ").dropFirst().first.flatMap { Int64($0) } ?? 0) * 1024
        }
        return 0
    }
}
