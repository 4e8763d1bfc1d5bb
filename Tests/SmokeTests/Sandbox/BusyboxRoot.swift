import Glibc
import SystemPackage
import TestSupport

/// A small root file system around the host's static busybox.
struct BusyboxRoot: ~Copyable {
    let directory: TemporaryDirectory

    /// The root.
    var path: FilePath { directory.path.appending("root") }
    /// Where sandboxes keep their state.
    var scratch: FilePath { directory.path.appending("scratch") }

    init() async throws {
        let directory = try TemporaryDirectory()
        let binary: FilePath = "/bin/busybox"
        guard binary.withPlatformString({ access($0, X_OK) }) == 0 else {
            throw Tool.Failure.missing(name: "busybox", package: "busybox-static")
        }
        let root = directory.path.appending("root").string
        let script = """
            umask 022; mkdir -p "$1/scratch" "$0/bin" "$0/etc" "$0/room"; cp /bin/busybox "$0/bin/busybox"
            for name in sh true false cat id env sleep ls echo mkdir touch hostname ip grep kill head yes mknod chown stat \
              mount chroot pwd; do ln "$0/bin/busybox" "$0/bin/$name"; done
            chmod 755 "$1" "$1/scratch"
            """
        try await Tool("sh")("-c", script, root, directory.path.string)
        self.init(owning: directory)
    }

    private init(owning directory: consuming TemporaryDirectory) { self.directory = directory }
}
