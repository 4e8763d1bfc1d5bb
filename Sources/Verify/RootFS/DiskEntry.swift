import CXattr
import Glibc
import OCI
import SystemPackage

/// Something in a directory on disk, held by a descriptor that reads and follows nothing, so that it stays the same however
/// the directory changes.
///
/// The corresponding C functions are `openat` with `O_PATH | O_NOFOLLOW`, `fstat`, `readlinkat` and `lgetxattr`.
struct DiskEntry: ~Copyable {
    private let descriptor: Int32
    private let parent: Int32
    private let name: [UInt8]
    private let place: FilePath
    private let raw: stat

    // <fcntl.h> defines O_PATH only for GNU sources, which Swift's module map does not ask for.
    static let pathOnly: Int32 = 0o10_000_000

    /// - Parameter parent: The descriptor of the directory, which must outlive the entry.
    init(owning descriptor: Int32, in parent: Int32, name: [UInt8], place: FilePath) throws(FileError) {
        var raw = stat()
        guard fstat(descriptor, &raw) == 0 else {
            let reason = Errno(rawValue: errno)
            close(descriptor)
            throw .failed(.inspect, place, reason)
        }
        self.descriptor = descriptor
        self.parent = parent
        self.name = name
        self.place = place
        self.raw = raw
    }

    deinit { close(descriptor) }

    var permissions: UInt16 { UInt16(raw.st_mode & 0o7777) }
    var user: UInt32 { raw.st_uid }
    var group: UInt32 { raw.st_gid }
    var size: Int64 { Int64(raw.st_size) }
    var fileSystem: UInt64 { UInt64(raw.st_dev) }
    var identity: FileIdentity { FileIdentity(device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino)) }

    struct FileIdentity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    /// The kind, as archives name it; nil for a socket, which they cannot hold.
    var kind: TarMember.Kind? {
        switch raw.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symbolicLink
        case S_IFCHR: .characterDevice
        case S_IFBLK: .blockDevice
        case S_IFIFO: .fifo
        default: nil
        }
    }

    /// A device's numbers, as `makedev` packs them (sysmacros.h).
    var device: TarMember.Device {
        let number = UInt64(raw.st_rdev)
        let major = (number >> 8) & 0xfff | (number >> 32) & 0xffff_f000
        let minor = number & 0xff | (number >> 12) & 0xffff_ff00
        return TarMember.Device(major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor))
    }

    /// The number of the mount that it lies on: another one than its directory's where something is mounted on it.
    ///
    /// Source: proc_pid_fdinfo(5).
    func mount() throws(FileError) -> String {
        let bytes = try FilePath("/proc/self/fdinfo/\(descriptor)").read(limit: 1 << 16)
        let text = String(decoding: bytes, as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("mnt_id:") }
        return String(line ?? "")
    }

    /// The target of a symbolic link.
    func target() throws(FileError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4097)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlinkat(descriptor, "", $0, text.count) } ?? -1
            }
        }
        guard count >= 0 else { throw .failed(.read, place, Errno(rawValue: errno)) }
        return Array(buffer[..<count])
    }

    /// The digest of a file's first `limit` bytes and whether that is all of it.
    func digest(limit: Int64) throws -> (digest: Digest, isWhole: Bool) {
        let path = FilePath("/proc/self/fd/\(descriptor)")
        let file: OpenFile
        do { file = try OpenFile(path, .readOnly, options: .nonBlocking) } catch {
            guard case .failed(let operation, _, let reason) = error else { throw error }
            throw FileError.failed(operation, place, reason)
        }
        var hasher = SHA256Hasher()
        var count: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { buffer.deallocate() }
        while count <= limit {
            let read = try file.read(into: buffer)
            if read == 0 { break }
            count += Int64(read)
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
        }
        return (hasher.finalize(), count <= limit)
    }

    /// The extended attributes; none where the file system has no such thing.
    ///
    /// By the name in the open directory, since a descriptor that reads nothing has none: the link itself, not its target.
    func attributes() throws(FileError) -> [[UInt8]: [UInt8]] {
        let path = Array("/proc/self/fd/\(parent)/".utf8) + name
        // Nearly nothing has any: no room is made before that is known.
        if DiskEntry.withName(path, { llistxattr($0, nil, 0) }) == 0 { return [:] }
        var list = [UInt8](repeating: 0, count: 1 << 16)
        let count = DiskEntry.withName(path) { path in
            list.withUnsafeMutableBytes { bytes in
                bytes.withMemoryRebound(to: CChar.self) { llistxattr(path, $0.baseAddress, $0.count) }
            }
        }
        guard count >= 0 else {
            if [ENOTSUP, EOPNOTSUPP, ENOENT].contains(errno) { return [:] }
            throw .failed(.inspect, place, Errno(rawValue: errno))
        }
        var attributes: [[UInt8]: [UInt8]] = [:]
        for name in list[..<count].split(separator: 0) {
            var value = [UInt8](repeating: 0, count: 1 << 16)
            let size = DiskEntry.withName(path) { path in
                DiskEntry.withName(Array(name)) { name in
                    value.withUnsafeMutableBytes { lgetxattr(path, name, $0.baseAddress, $0.count) }
                }
            }
            // One that went away meanwhile is none.
            if size >= 0 { attributes[Array(name)] = Array(value[..<size]) }
        }
        return attributes
    }

    static func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (name + [0]).withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                guard let base = text.baseAddress else {
                    preconditionFailure("an array with an element has an address")
                }
                return body(base)
            }
        }
    }
}
