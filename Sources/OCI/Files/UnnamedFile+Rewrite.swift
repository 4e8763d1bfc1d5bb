import Glibc
public import SystemPackage

/// What one who does not hash may do to what was written.
extension UnnamedFile {
    /// Drops what was written from `offset` on. The corresponding C functions are `ftruncate` and `lseek`.
    public mutating func rewind(to offset: Int64) throws(FileError) {
        precondition(!hashes && offset <= size)
        guard ftruncate(file.descriptor.rawValue, Int(offset)) == 0,
            lseek(file.descriptor.rawValue, Int(offset), SEEK_SET) == Int(offset)
        else { throw .failed(.write, file.path, Errno(rawValue: errno)) }
        size = offset
    }

    /// Writes over bytes that were written before. The corresponding C function is `pwrite`.
    public func overwrite(_ bytes: [UInt8], at offset: Int64) throws(FileError) {
        precondition(!hashes && offset + Int64(bytes.count) <= size)
        do { _ = try file.descriptor.writeAll(toAbsoluteOffset: offset, bytes) } catch {
            throw FileError.wrap(error, .write, file.path)
        }
    }

    /// Names the file, with all its bytes and its name on the disk. What has that name already gives way.
    public consuming func commit(to path: FilePath) throws(FileError) {
        try file.sync()
        try UnnamedFile.link(file, to: path, replacingUnder: nil)
        try path.removingLastComponent().syncDirectory()
    }
}
