import Glibc
import SystemPackage

/// What a file is, as the file system says.
public struct FileStatus: Hashable, Sendable {
    /// The type bits and the permission bits.
    public let mode: UInt32
    /// The owner.
    public let uid: UInt32
    /// The owning group.
    public let gid: UInt32
    /// The size, in bytes.
    public let size: Int64
    /// The last change of the content, in whole seconds.
    public let mtime: Int64
    /// The last change of the content or of the attributes, in nanoseconds since 1970: no program can set it back.
    public let changed: Int64
    /// The device and inode, which name a file however many links it has.
    public let identity: Identity
    /// How many names the file has.
    public let links: UInt64

    /// The device and inode of a file.
    public struct Identity: Hashable, Sendable {
        /// The file system.
        public let device: UInt64
        /// The inode within it.
        public let inode: UInt64
    }

    init(_ raw: stat) {
        mode = raw.st_mode
        uid = raw.st_uid
        gid = raw.st_gid
        size = Int64(raw.st_size)
        mtime = Int64(raw.st_mtim.tv_sec)
        changed = Int64(raw.st_ctim.tv_sec) * 1_000_000_000 + Int64(raw.st_ctim.tv_nsec)
        identity = Identity(device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino))
        links = UInt64(raw.st_nlink)
    }

    /// The status of a path, of a link itself or, with `following`, of what it leads to; nil with `errno` set.
    static func read(_ path: FilePath, following: Bool) -> FileStatus? {
        var raw = stat()
        let result = path.withPlatformString { following ? stat($0, &raw) : lstat($0, &raw) }
        return result == 0 ? FileStatus(raw) : nil
    }

    /// The permission bits, set-id and sticky bits among them.
    public var permissions: UInt16 { UInt16(mode & 0o7777) }
    /// Whether it is a regular file.
    public var isRegular: Bool { mode & S_IFMT == S_IFREG }
    /// Whether it is a directory.
    public var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    /// Whether it is a symbolic link.
    public var isSymbolicLink: Bool { mode & S_IFMT == S_IFLNK }
    /// Whether it is a FIFO.
    public var isFIFO: Bool { mode & S_IFMT == S_IFIFO }
    /// Whether it is a socket.
    public var isSocket: Bool { mode & S_IFMT == S_IFSOCK }
}
