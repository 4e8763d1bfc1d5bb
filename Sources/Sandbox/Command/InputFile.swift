import Glibc
import SystemPackage

/// A program's input as a file without a name: through a pipe, a program that does not read to the end brings SIGPIPE.
///
/// The corresponding C function is `open` with `O_TMPFILE`.
struct InputFile: ~Copyable {
    let descriptor: FileDescriptor

    init(_ bytes: [UInt8]) throws(Errno) { descriptor = try InputFile.open(bytes) }

    private static func open(_ bytes: [UInt8]) throws(Errno) -> FileDescriptor {
        let raw = Glibc.open("/tmp", temporaryFileFlags | O_RDWR | O_CLOEXEC, mode_t(0o600))
        guard raw >= 0 else { throw Errno(rawValue: errno) }
        let descriptor = FileDescriptor(rawValue: raw)
        do {
            _ = try descriptor.writeAll(bytes)
            _ = try descriptor.seek(offset: 0, from: .start)
            return descriptor
        } catch {
            try? descriptor.close()
            throw error as? Errno ?? .ioError
        }
    }

    deinit { try? descriptor.close() }
}

// <fcntl.h> defines O_TMPFILE by an expression that Swift does not import: __O_TMPFILE | O_DIRECTORY.
private let temporaryFileFlags = Int32(0o20_000_000) | O_DIRECTORY
