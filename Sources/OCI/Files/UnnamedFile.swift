import Glibc
public import SystemPackage

/// A file without a name that gets one when it is whole; dropped before, it leaves nothing behind, not even after
/// `kill -9`.
///
/// The corresponding C functions are `open` with `O_TMPFILE`, and `linkat` on `/proc/self/fd`, as open(2) shows.
public struct UnnamedFile: ~Copyable {
    let file: OpenFile
    private var hasher: SHA256Hasher?
    let hashes: Bool
    /// How many bytes were written.
    public internal(set) var size: Int64 = 0

    /// An empty file in the file system of `directory`, with mode 0644 whatever the umask.
    ///
    /// - Parameter hashes: false where the one who writes hashes the very same bytes.
    public init(in directory: FilePath, hashes: Bool = true) throws(FileError) {
        self.init(owning: try UnnamedFile.open(in: directory), hashes: hashes)
    }

    private init(owning file: consuming OpenFile, hashes: Bool) {
        self.file = file
        self.hashes = hashes
        hasher = hashes ? SHA256Hasher() : nil
    }

    /// An open file without a name, in the file system of `directory`.
    static func open(in directory: FilePath) throws(FileError) -> OpenFile {
        let descriptor = directory.withPlatformString {
            Glibc.open($0, Int32(bitPattern: temporaryFileFlags) | O_RDWR | O_CLOEXEC, mode_t(0o644))
        }
        guard descriptor >= 0 else { throw .failed(.create, directory, Errno(rawValue: errno)) }
        let file = OpenFile(owning: FileDescriptor(rawValue: descriptor), path: directory)
        try file.setPermissions(0o644)
        return file
    }

    /// Adds bytes.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        hasher?.update(bytes)
        size += Int64(bytes.count)
        try file.write(bytes)
    }

    /// Adds bytes.
    public mutating func write(_ bytes: [UInt8]) throws(FileError) {
        hasher?.update(bytes)
        size += Int64(bytes.count)
        try file.write(bytes)
    }

    /// Begins anew, with nothing written.
    public mutating func restart() throws(FileError) {
        hasher = hashes ? SHA256Hasher() : nil
        size = 0
        try file.truncate()
    }

    /// Names the file, with all its bytes on the disk.
    ///
    /// - Parameters:
    ///   - known: the digest of the bytes, for a file that did not hash.
    ///   - isSynced: false for what may be lost or damaged by a crash, because its readers check it.
    ///   - lock: A file that is locked while what has the name already gives way to the new file; else the directory is.
    ///   - place: says by the digest of the bytes where the file goes, or throws to leave nothing. What has that name already
    ///     may be damaged, so the new file takes its place.
    public consuming func commit<Failure: Error>(
        as known: Digest? = nil, isSynced: Bool = true, replacingUnder lock: FilePath? = nil,
        to place: (Digest) throws(Failure) -> FilePath
    ) throws -> Digest {
        guard let digest = hasher.take()?.finalize() ?? known else {
            preconditionFailure("a file without a hash is committed with its digest")
        }
        let path = try place(digest)
        if isSynced { try file.sync() }
        try UnnamedFile.link(file, to: path, replacingUnder: lock)
        return digest
    }

    static func link(
        _ file: borrowing OpenFile, to path: FilePath, replacingUnder lock: FilePath?
    ) throws(FileError) {
        switch give(file, path) {
        case nil: return
        case .fileExists:
            let held = try FileLock(replacingUnder: lock, at: path)
            try replace(path, by: file)
            withExtendedLifetime(held) {}
        case .some(let reason): throw .failed(.link, path, reason)
        }
    }

    /// Gives an open file the name of another one.
    ///
    /// It has a second name for a moment, which is always the same: what a process leaves that is killed between the two calls
    /// gives way to the next one that comes. Under a lock, because a file whose second name another one took away has none,
    /// and gets none any more (`I_LINKABLE` in Linux's `vfs_link`).
    private static func replace(_ path: FilePath, by file: borrowing OpenFile) throws(FileError) {
        let temporary = FilePath("\(path).imagesmith.new")
        try? temporary.remove()
        if let reason = give(file, temporary) { throw .failed(.link, temporary, reason) }
        do { try temporary.rename(to: path) } catch {
            try? temporary.remove()
            throw error
        }
    }

    /// Gives an open file a name; why not, where it could not.
    static func give(_ file: borrowing OpenFile, _ path: FilePath) -> Errno? {
        let result = path.withPlatformString {
            linkat(AT_FDCWD, "/proc/self/fd/\(file.descriptor.rawValue)", AT_FDCWD, $0, AT_SYMLINK_FOLLOW)
        }
        return result == 0 ? nil : Errno(rawValue: errno)
    }
}

extension FileLock {
    /// Waits for the lock under which files give way: the one that is named, else their directory's own.
    fileprivate init(replacingUnder lock: FilePath?, at path: FilePath) throws(FileError) {
        if let lock { try self.init(lock) } else { try self.init(directory: path.removingLastComponent()) }
    }
}

// <fcntl.h> defines O_TMPFILE by an expression that Swift does not import: __O_TMPFILE | O_DIRECTORY.
private let temporaryFileFlags = UInt32(0o20_000_000) | UInt32(bitPattern: O_DIRECTORY)
