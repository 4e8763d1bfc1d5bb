import Glibc

/// A private directory for what a library insists on writing to disk; it and its files go with its owner.
final class ScratchDirectory {
    let directory: Directory

    /// Makes it where temporary files live. Throws ``FileError`` when no such place takes it.
    init() throws(FileError) {
        var failure = EACCES
        for parent in ["/tmp", "/dev/shm", "/var/tmp"] {
            var template = Array("\(parent)/imagesmith-runtime.XXXXXX".utf8CString)
            if let made = mkdtemp(&template) {
                directory = try Directory(Path(String(cString: made)))
                return
            }
            failure = errno
        }
        throw try .failed(.makeDirectory, Path("/tmp"), errno: failure)
    }

    deinit {
        for name in (try? directory.names()) ?? [] { unlink(directory.path.appending(name).string) }
        rmdir(directory.path.string)
    }
}
