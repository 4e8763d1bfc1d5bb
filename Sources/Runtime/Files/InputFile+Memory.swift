import Glibc

extension InputFile {
    /// A file of bytes in memory, read from where they lie: they must stay until the file is gone. `name` is for
    /// messages. Throws ``FileError`` for no bytes at all. The corresponding C function is `fmemopen`.
    init(reading bytes: UnsafeRawBufferPointer, named name: Path) throws(FileError) {
        guard let stream = fmemopen(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, "rb") else {
            throw .failed(.open, name, errno: errno)
        }
        self.init(stream, path: name, size: bytes.count)
    }
}
