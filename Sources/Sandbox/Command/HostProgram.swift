import Glibc
public import SystemPackage

/// A program that is installed on the host.
public struct HostProgram: Hashable, Sendable, CustomStringConvertible {
    /// Where it lies.
    public let path: FilePath

    /// Looks a program up in the directories where Debian and local installations put programs. `PATH` is not asked.
    ///
    /// - Throws: ``CommandError/missing(program:package:)`` with the Debian package, where it is known.
    public init(named name: String) throws(CommandError) {
        for directory in HostProgram.directories {
            let candidate = FilePath(directory).appending(name)
            if HostProgram.isExecutable(candidate) {
                path = candidate
                return
            }
        }
        throw .missing(program: name, package: HostProgram.packages[name])
    }

    /// A program at a known place.
    public init(at path: FilePath) throws(CommandError) {
        guard path.isAbsolute, HostProgram.isExecutable(path) else {
            throw .missing(program: path.string, package: nil)
        }
        self.path = path
    }

    /// The path.
    public var description: String { path.string }

    private static func isExecutable(_ path: FilePath) -> Bool {
        var status = stat()
        return path.withPlatformString { stat($0, &status) == 0 && access($0, X_OK) == 0 }
            && status.st_mode & S_IFMT == S_IFREG
    }

    private static let directories = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
    ]

    private static let packages = [
        "runc": "runc", "crun": "crun", "bwrap": "bubblewrap", "unshare": "util-linux", "setpriv": "util-linux",
        "mount": "mount", "umount": "mount", "sh": "dash", "env": "coreutils", "gpgv": "gpgv",
        "busybox": "busybox-static",
        "dpkg": "dpkg", "zstd": "zstd", "umoci": "umoci", "skopeo": "skopeo", "bsdtar": "libarchive-tools",
        "openssl": "openssl", "python3": "python3",
    ]
}
