import Glibc

/// A regular file open for reading, closed when it goes.
struct InputFile: ~Copyable {
    let path: Path
    /// The size when it was opened.
    let size: Int
    /// The C stream, for the libraries that read from one.
    let stream: UnsafeMutablePointer<FILE>

    /// Throws ``FileError`` when the file cannot be opened or is not a regular one.
    init(_ path: Path) throws(FileError) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer before fstat could refuse it.
        let descriptor = open(path.string, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .failed(.open, path, errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .failed(.open, path, errno: code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notRegular(path)
        }
        guard let stream = fdopen(descriptor, "rb") else {
            let code = errno
            close(descriptor)
            throw .failed(.open, path, errno: code)
        }
        self.path = path
        self.size = Int(status.st_size)
        self.stream = stream
    }

    /// Takes ownership of `stream`.
    init(_ stream: UnsafeMutablePointer<FILE>, path: Path, size: Int) {
        self.path = path
        self.size = size
        self.stream = stream
    }

    deinit { fclose(stream) }

    /// The first `count` bytes, or fewer of a shorter file; the stream stands at the start again afterwards.
    borrowing func prefix(_ count: Int) -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = fread(buffer.baseAddress, 1, count, stream)
        }
        rewind(stream)
        return bytes
    }

    /// The whole file. Throws ``FileError/tooLarge(_:limit:)`` when it is larger than `limit`.
    borrowing func contents(limit: Int) throws(FileError) -> [UInt8] {
        guard size <= limit else { throw .tooLarge(path, limit: limit) }
        let bytes = prefix(size)
        guard bytes.count == size else { throw .failed(.read, path, errno: ferror(stream) == 0 ? EIO : errno) }
        return bytes
    }
}
