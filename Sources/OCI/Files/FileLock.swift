import Glibc
public import SystemPackage

/// An exclusive lock between processes: held while the value lives, let go by the system when a process dies.
///
/// The corresponding C function is `flock`.
public struct FileLock: ~Copyable, Sendable {
    private let file: OpenFile

    /// Takes the lock on a file that is there, if nobody holds it; nil where somebody does, or where there is no file.
    public init?(tryingExisting path: FilePath) {
        guard let file = try? OpenFile(path, .readWrite), flock(file.descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            return nil
        }
        self.file = file
    }

    /// Takes the lock on `path`, an empty file that is made where it is missing; nil where somebody holds it, where the
    /// file was removed meanwhile, or where it cannot be made.
    public init?(trying path: FilePath) {
        guard
            let file = try? OpenFile(
                path, .readWrite, options: .create, permissions: FilePermissions(rawValue: 0o644)),
            flock(file.descriptor.rawValue, LOCK_EX | LOCK_NB) == 0, FileLock.isCurrent(file)
        else { return nil }
        self.file = file
    }

    /// Whether the file that is locked still has its name: another one may have been made in its place.
    public var isCurrent: Bool { FileLock.isCurrent(file) }

    private static func isCurrent(_ file: borrowing OpenFile) -> Bool {
        guard let named = try? file.path.status(), let own = try? file.status() else { return false }
        return named.identity == own.identity
    }

    /// Makes the empty file `path`, which is locked before it has its name: nobody ever finds it without its lock while
    /// this process lives, and a process that is killed before leaves no file.
    ///
    /// - Throws: ``FileError``, for a path that is there as well.
    init(creating path: FilePath) throws(FileError) {
        let file = try UnnamedFile.open(in: path.removingLastComponent())
        guard flock(file.descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            throw .failed(.lock, path, Errno(rawValue: errno))
        }
        if let reason = UnnamedFile.give(file, path) { throw .failed(.create, path, reason) }
        self.file = file
    }

    /// Waits for the lock on `path`, an empty file that is made where it is missing and stays.
    public init(_ path: FilePath) throws(FileError) {
        try self.init(
            waitingFor: OpenFile(path, .readWrite, options: .create, permissions: FilePermissions(rawValue: 0o644)))
    }

    /// Waits for the lock on a directory itself, which needs no file in it.
    init(directory: FilePath) throws(FileError) {
        try self.init(waitingFor: OpenFile(directory, .readOnly, options: .directory))
    }

    private init(waitingFor file: consuming OpenFile) throws(FileError) {
        while flock(file.descriptor.rawValue, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .failed(.lock, file.path, Errno(rawValue: errno)) }
        }
        self.file = file
    }
}
