import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing

/// The umask belongs to the process, so these tests run one after the other.
@Suite(.serialized) struct FilePermissionTests {
    private static func permissions(_ path: FilePath) throws -> String {
        String(try path.status()?.permissions ?? 0, radix: 8)
    }

    @Test(arguments: [0o077, 0o777, 0o000] as [mode_t])
    func `makes files and directories with the same modes under every umask`(mask: mode_t) throws {
        try withTemporaryDirectory { directory in
            let before = umask(mask)
            defer { _ = umask(before) }
            let fixture = try LayoutFixture(in: directory)
            let blob = try fixture.layout.write([1, 2, 3], as: .octets)
            let image = try fixture.image("one")
            try fixture.layout.tag(image, as: RefName("v"))
            let root = fixture.layout.root
            #expect(try Self.permissions(root) == "755")
            #expect(try Self.permissions(root.appending("blobs")) == "755")
            #expect(try Self.permissions(root.appending("blobs/sha256")) == "755")
            #expect(try Self.permissions(root.appending("index.json")) == "644")
            #expect(try Self.permissions(root.appending("oci-layout")) == "644")
            #expect(try Self.permissions(fixture.layout.path(of: blob.digest)) == "644")
            let file = directory.appending("file")
            try file.replace(with: [], permissions: 0o755)
            #expect(try Self.permissions(file) == "755")
        }
    }
}
