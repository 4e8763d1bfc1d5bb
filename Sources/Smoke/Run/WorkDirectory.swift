import Glibc
import OCI
import SystemPackage

/// The owner of a directory of a run's own: it goes away with the value, with all that is in it.
struct WorkDirectory: ~Copyable {
    let path: FilePath

    /// The corresponding C function is `mkdtemp`.
    init(in parent: FilePath) throws(FileError) {
        var template = Array(parent.appending("smoke-XXXXXX").string.utf8CString)
        let made = mkdtemp(&template) != nil
        guard made else { throw .failed(.create, parent, Errno(rawValue: errno)) }
        path = FilePath(platformString: template)
    }

    deinit { try? path.removeTree() }

    /// An empty directory in it that everyone may read.
    func directory(_ name: String) throws(FileError) -> FilePath {
        let directory = path.appending(name)
        try directory.createDirectories()
        return directory
    }
}
