import Archive
import Glibc
import SystemPackage

/// A root file system in the making: every name in it is reached from its top, directory by directory, through no link.
///
/// The corresponding C functions are `openat` with `O_NOFOLLOW`, `mkdirat`, `symlinkat`, `linkat`, `unlinkat`,
/// `fchownat`, `fchmodat` and `utimensat`.
struct RootDirectory: ~Copyable, Sendable {
    private let top: FileDescriptor

    /// The directory at `path`, which exists.
    init(_ path: FilePath) throws {
        do {
            top = try .open(path, .readOnly, options: [.directory, .noFollow, .closeOnExec])
        } catch { throw DebianComposeError.system(operation: "open", path: path.string, error as? Errno ?? .ioError) }
    }

    deinit { try? top.close() }

    /// Makes a directory where there is none; false where one was there.
    @discardableResult
    borrowing func makeDirectory(_ path: TarPath) throws -> Bool {
        try inParent(of: path) { parent, name in
            if Self.make(parent, name) { return true }
            guard errno == EEXIST else { throw failure("make", path) }
            var status = stat()
            guard fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw DebianComposeError.system(operation: "make the directory", path: path.description, .notDirectory)
            }
            return false
        }
    }

    /// Whether a directory is there now; false where something else bears the name.
    borrowing func makeDirectoryOrNothing(_ path: TarPath) throws -> Bool {
        do { try makeDirectory(path) } catch DebianComposeError.system(_, _, .notDirectory) { return false }
        return true
    }

    /// Makes an empty file that was not there, opened for writing.
    borrowing func makeFile(_ path: TarPath) throws -> FileDescriptor {
        try inParent(of: path) { parent, name in
            let descriptor = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure("make", path) }
            return FileDescriptor(rawValue: descriptor)
        }
    }

    /// Makes a symbolic link that was not there, with its owner and time.
    borrowing func makeLink(_ path: TarPath, to target: [UInt8], owner: TarOwner, modified: Int64) throws {
        try inParent(of: path) { parent, name in
            let made = (target + [0]).withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { symlinkat($0, parent, name) } ?? -1
                }
            }
            guard made == 0, fchownat(parent, name, owner.user, owner.group, AT_SYMLINK_NOFOLLOW) == 0 else {
                throw failure("link", path)
            }
            var times = Self.times(modified)
            guard utimensat(parent, name, &times, AT_SYMLINK_NOFOLLOW) == 0 else { throw failure("date", path) }
        }
    }

    /// Gives a file that is there one more name.
    borrowing func makeHardLink(_ path: TarPath, to target: TarPath) throws {
        try inParent(of: target) { source, old in
            try inParent(of: path) { parent, name in
                guard linkat(source, old, parent, name, 0) == 0 else { throw failure("link", path) }
            }
        }
    }

    /// Removes a name that is no directory.
    borrowing func remove(_ path: TarPath) throws {
        try inParent(of: path) { parent, name in
            guard unlinkat(parent, name, 0) == 0 else { throw failure("remove", path) }
        }
    }

    /// Gives a directory its owner and mode.
    borrowing func setDirectory(_ path: TarPath, owner: TarOwner, mode: UInt16) throws {
        try inParent(of: path) { parent, name in
            guard fchownat(parent, name, owner.user, owner.group, AT_SYMLINK_NOFOLLOW) == 0,
                fchmodat(parent, name, mode_t(mode), 0) == 0
            else { throw failure("give away", path) }
        }
    }

    /// Gives an open file its content's last attributes; the mode last, since a change of owner clears its set-id bits.
    /// Without a time it keeps that of its writing.
    static func finish(
        _ file: FileDescriptor, _ path: TarPath, owner: TarOwner, mode: UInt16, modified: Int64?
    ) throws {
        var isDone = fchown(file.rawValue, owner.user, owner.group) == 0 && fchmod(file.rawValue, mode_t(mode)) == 0
        if isDone, let modified {
            var times = times(modified)
            isDone = futimens(file.rawValue, &times) == 0
        }
        guard isDone else {
            throw DebianComposeError.system(operation: "finish", path: path.description, Errno(rawValue: errno))
        }
    }

    /// Writes a file of our own, with the directories that it lacks.
    borrowing func write(_ bytes: [UInt8], to path: TarPath, mode: UInt16 = 0o644, modified: Int64? = nil) throws {
        let file = try makeFile(path)
        defer { try? file.close() }
        _ = try file.writeAll(bytes)
        try Self.finish(file, path, owner: .root, mode: mode, modified: modified)
    }

    /// Writes a file of our own in the place of one that may be there.
    borrowing func replace(_ path: TarPath, with bytes: [UInt8]) throws {
        if try contains(path) { try remove(path) }
        try write(bytes, to: path)
    }

    /// The bytes of a regular file; nil where there is none.
    borrowing func read(_ path: TarPath, limit: Int) throws -> [UInt8]? {
        guard try contains(path) else { return nil }
        var bytes: [UInt8] = []
        try forEachChunk(of: path) { chunk in
            bytes.append(contentsOf: chunk)
            guard bytes.count <= limit else {
                throw DebianComposeError.tree(path: path.description, reason: "it has more than \(limit) bytes")
            }
        }
        return bytes
    }

    /// Hands the content of a regular file to `body`, piece by piece.
    borrowing func forEachChunk(of path: TarPath, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let file = try openFile(path)
        defer { try? file.close() }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Opens a regular file for reading.
    borrowing func openFile(_ path: TarPath) throws -> FileDescriptor {
        try inParent(of: path) { parent, name in
            let descriptor = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure("open", path) }
            return FileDescriptor(rawValue: descriptor)
        }
    }

    /// Whether anything bears the name.
    borrowing func contains(_ path: TarPath) throws -> Bool {
        do {
            return try inParent(of: path, isMade: false) { parent, name in
                var status = stat()
                return fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            }
        } catch DebianComposeError.system(_, _, .noSuchFileOrDirectory) { return false }
    }

    /// Walks to the directory of `path`, making what is missing if so asked, and calls `body` with it and the last name.
    private borrowing func inParent<Result>(
        of path: TarPath, isMade: Bool = true, _ body: (Int32, UnsafePointer<CChar>) throws -> Result
    ) throws -> Result {
        var directory = top
        var isOwned = false
        defer { if isOwned { try? directory.close() } }
        var walked: [UInt8] = []
        for component in path.components.dropLast() {
            walked += (walked.isEmpty ? [] : [UInt8(ascii: "/")]) + component
            let next = try Self.text(component) { name in
                if let next = Self.open(directory, name) { return next }
                guard errno == ENOENT, isMade, Self.make(directory.rawValue, name) || errno == EEXIST,
                    let next = Self.open(directory, name)
                else {
                    let reason = Errno(rawValue: errno)
                    let link = String(decoding: walked, as: UTF8.self)
                    guard reason == .notDirectory || reason == .tooManySymbolicLinkLevels else {
                        throw DebianComposeError.system(operation: "enter", path: link, reason)
                    }
                    throw DebianComposeError.throughLink(package: "a package", path: path.description, link: link)
                }
                return next
            }
            if isOwned { try? directory.close() }
            directory = next
            isOwned = true
        }
        return try Self.text(path.name) { try body(directory.rawValue, $0) }
    }

    /// Makes a directory with mode 0755 whatever the umask.
    private static func make(_ parent: Int32, _ name: UnsafePointer<CChar>) -> Bool {
        mkdirat(parent, name, 0o755) == 0 && fchmodat(parent, name, 0o755, 0) == 0
    }

    private static func open(_ directory: FileDescriptor, _ name: UnsafePointer<CChar>) -> FileDescriptor? {
        let descriptor = openat(directory.rawValue, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        return descriptor >= 0 ? FileDescriptor(rawValue: descriptor) : nil
    }

    private static func text<Result>(
        _ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws -> Result
    ) throws -> Result {
        try (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { throw Errno.invalidArgument }
            return try body(base)
        }
    }

    private static func times(_ seconds: Int64) -> [timespec] {
        let time = timespec(tv_sec: Int(seconds), tv_nsec: 0)
        return [time, time]
    }

    private borrowing func failure(_ operation: String, _ path: TarPath) -> DebianComposeError {
        .system(operation: operation, path: path.description, Errno(rawValue: errno))
    }
}
