import Glibc
public import SystemPackage

/// The owner of an open file: closed when it goes away.
public struct OpenFile: ~Copyable, Sendable {
    /// The descriptor, valid while this value lives.
    public let descriptor: FileDescriptor
    /// The path it was opened by, for messages.
    public let path: FilePath

    /// Opens a file.
    ///
    /// The corresponding C function is `open`. `O_CLOEXEC` is always set.
    public init(
        _ path: FilePath, _ mode: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions = [],
        permissions: FilePermissions? = nil
    ) throws(FileError) {
        do {
            self.init(
                owning: try .open(path, mode, options: options.union(.closeOnExec), permissions: permissions),
                path: path)
        } catch { throw FileError.wrap(error, .open, path) }
    }

    /// Opens a file that must be regular, without following a link at its end and without waiting for a FIFO's writer.
    public init(regular path: FilePath) throws(FileError) {
        let file = try OpenFile(path, .readOnly, options: [.noFollow, .nonBlocking])
        guard try file.status().isRegular else { throw .notRegular(path) }
        self = file
    }

    init(owning descriptor: FileDescriptor, path: FilePath) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { try? descriptor.close() }

    /// What the file is. The corresponding C function is `fstat`.
    public func status() throws(FileError) -> FileStatus {
        var raw = stat()
        guard fstat(descriptor.rawValue, &raw) == 0 else { throw .failed(.inspect, path, Errno(rawValue: errno)) }
        return FileStatus(raw)
    }

    /// Reads into `buffer`; fewer bytes than fit at the end, none past it.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64? = nil) throws(FileError) -> Int {
        do {
            if let offset { return try descriptor.read(fromAbsoluteOffset: offset, into: buffer) }
            return try descriptor.read(into: buffer)
        } catch { throw FileError.wrap(error, .read, path) }
    }

    /// Writes all of `bytes`.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        do { _ = try descriptor.writeAll(bytes) } catch { throw FileError.wrap(error, .write, path) }
    }

    /// Writes all of `bytes`.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        do { _ = try descriptor.writeAll(bytes) } catch { throw FileError.wrap(error, .write, path) }
    }

    /// Cuts the file to nothing and goes back to its start. The corresponding C function is `ftruncate`.
    public func truncate() throws(FileError) {
        guard ftruncate(descriptor.rawValue, 0) == 0, lseek(descriptor.rawValue, 0, SEEK_SET) == 0 else {
            throw .failed(.write, path, Errno(rawValue: errno))
        }
    }

    /// Waits until the bytes are on the disk. The corresponding C function is `fsync`.
    public func sync() throws(FileError) {
        guard fsync(descriptor.rawValue) == 0 else { throw .failed(.sync, path, Errno(rawValue: errno)) }
    }

    /// Sets the permissions, whatever the umask. The corresponding C function is `fchmod`.
    public func setPermissions(_ mode: UInt16) throws(FileError) {
        guard fchmod(descriptor.rawValue, mode_t(mode)) == 0 else {
            throw .failed(.create, path, Errno(rawValue: errno))
        }
    }

    /// Hands every chunk of the rest of the file to `body`.
    public func forEachChunk(
        size: Int = 256 << 10, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = try read(into: buffer)
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

extension FileError {
    static func wrap(_ error: any Error, _ operation: Operation, _ path: FilePath) -> FileError {
        .failed(operation, path, error as? Errno ?? .ioError)
    }
}
