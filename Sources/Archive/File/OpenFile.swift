internal import SystemPackage

/// A file opened for reading, closed when its last user goes.
///
/// A class and not a `~Copyable` value, because the readers of several parts of one file share it. Reads name their
/// offset, so users on different threads do not disturb each other.
final class OpenFile: Sendable {
    let path: FilePath
    let size: Int64
    private let descriptor: FileDescriptor

    init(_ path: FilePath) throws(Errno) {
        let descriptor = try Self.typed { () throws in try FileDescriptor.open(path, .readOnly, options: .closeOnExec) }
        let size: Int64
        do {
            size = try Self.typed { () throws in try descriptor.seek(offset: 0, from: .end) }
        } catch {
            try? descriptor.close()
            throw error
        }
        self.path = path
        self.size = size
        self.descriptor = descriptor
    }

    deinit { try? descriptor.close() }

    /// Fills the buffer from an offset, up to the end of the file; returns how much came.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try Self.typed { () throws in
                try descriptor.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// The bytes of a range, fewer at the end of the file. The caller bounds `count`.
    func bytes(at offset: Int64, count: Int) throws(Errno) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let filled = try Self.typed { () throws in
            try bytes.withUnsafeMutableBytes { buffer in try read(at: offset, into: buffer) }
        }
        bytes.removeSubrange(filled...)
        return bytes
    }

    /// SystemPackage's calls are declared to throw anything, and throw `Errno` alone.
    private static func typed<Result>(_ call: () throws -> Result) throws(Errno) -> Result {
        do {
            return try call()
        } catch let error as Errno {
            throw error
        } catch {
            throw .ioError
        }
    }
}
