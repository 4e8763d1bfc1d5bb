import Dispatch
import Glibc
import OCI
import Synchronization
import SystemPackage
import TestSupport
import Testing

struct FilePermissionTests {
    @Test(arguments: [0o077, 0o777, 0o000] as [mode_t])
    func `makes files and directories with the same modes under every umask`(mask: mode_t) throws {
        let modes = try Self.aside {
            umask(mask)
            return try withTemporaryDirectory { directory in try Self.modes(in: directory) }
        }
        #expect(
            modes == [
                "the layout 755", "blobs 755", "blobs/sha256 755", "index.json 644", "oci-layout 644", "a blob 644",
                "a program 755",
            ])
    }

    /// The modes of what a layout writes, and of a file that was asked for with one.
    private static func modes(in directory: FilePath) throws -> [String] {
        let fixture = try LayoutFixture(in: directory)
        let blob = try fixture.layout.write([1, 2, 3], as: .octets)
        let image = try fixture.image("one")
        try fixture.layout.tag(image, as: RefName("v"))
        let program = directory.appending("program")
        try program.replace(with: [], permissions: 0o755)
        let root = fixture.layout.root
        let names = ["blobs", "blobs/sha256", "index.json", "oci-layout"]
        let paths =
            [("the layout", root)] + names.map { ($0, root.appending($0)) }
            + [("a blob", fixture.layout.path(of: blob.digest)), ("a program", program)]
        return try paths.map { "\($0) \(String(try $1.status()?.permissions ?? 0, radix: 8))" }
    }

    /// Runs something on a thread with a umask of its own: other tests that run meanwhile make directories, too.
    ///
    /// The corresponding C function is `unshare` with `CLONE_FS` (unshare(2)), which Swift does not import.
    private static func aside(_ body: @escaping @Sendable () throws -> [String]) throws -> [String] {
        let address = UInt(bitPattern: try #require(dlsym(nil, "unshare")))
        let cloneFS: CInt = 0x200
        let outcome = Mutex<Result<[String], any Error>?>(nil)
        let group = DispatchGroup()
        DispatchQueue(label: "umask").async(group: group) {
            let result = Result {
                let unshare = unsafeBitCast(address, to: (@convention(c) (CInt) -> CInt).self)
                guard unshare(cloneFS) == 0 else { throw Errno(rawValue: errno) }
                let before = umask(0o022)
                defer { _ = umask(before) }
                return try body()
            }
            outcome.withLock { $0 = result }
        }
        group.wait()
        return try #require(outcome.withLock { $0 }).get()
    }
}
