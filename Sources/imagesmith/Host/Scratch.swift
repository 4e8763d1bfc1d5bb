import Glibc
import OCI
import SystemPackage

/// A directory for what is staged on the way; removed when the value goes away.
struct Scratch: ~Copyable {
    /// The directory.
    let path: FilePath

    /// A new directory: in memory where there is room for `size` bytes, else below `fallback`.
    ///
    /// On a disk dpkg's many syncs make a base three to four times slower.
    init(size: Int64 = 3 << 30, fallback: FilePath) throws {
        let memory = FilePath("/dev/shm")
        let base = Scratch.freeMemory(of: memory) >= size ? memory : fallback
        try base.createDirectories()
        var template = base.appending("imagesmith.XXXXXX").string.utf8CString.map { $0 }
        guard mkdtemp(&template) != nil else {
            throw FileError.failed(.create, base, Errno(rawValue: errno))
        }
        path = FilePath(platformString: template)
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
