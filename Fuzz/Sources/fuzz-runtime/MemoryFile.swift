import Glibc
import ModelRuntime

/// A file in memory that has a path, because the decoders read files.
struct MemoryFile: ~Copyable {
    /// Where it can be opened while its owner lives.
    let path: Path
    private let descriptor: CInt

    /// A file of those bytes, or nil when the system gives none.
    init?(_ bytes: [UInt8]) {
        // memfd_create is hidden from Swift by Glibc's feature macros.
        var name = Array("/dev/shm/fuzz.XXXXXX".utf8CString)
        let made = mkstemp(&name)
        unlink(name)
        guard let path = try? Path("/proc/self/fd/\(made)"), write(made, bytes, bytes.count) == bytes.count else {
            close(made)
            return nil
        }
        descriptor = made
        self.path = path
    }

    deinit { close(descriptor) }
}
