import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Images in archives, through the program.
    struct ArchiveTests {
        /// A store whose image `v:1` has a layer that is a real tar, with an artifact about it.
        static func store(in directory: FilePath) async throws -> (Imagesmith, ImageLayout, Descriptor) {
            let layout = try ImageLayout(creatingAt: directory.appending("store"))
            try directory.appending("tree/opt").createDirectories()
            try directory.appending("tree/opt/file").replace(with: Array("content".utf8))
            let tar = try await Tool("bsdtar")(
                "-cf", "-", "--format=ustar", "--uid", "0", "--gid", "0", "--uname", "", "--gname", "", "-C",
                directory.appending("tree").string, "opt")
            let layer = try layout.write(tar, as: .layer)
            let config = ImageConfig(
                created: "2026-11-01T00:00:00Z", platform: Platform(os: "linux", architecture: "amd64"),
                execution: ExecutionConfig(), diffIDs: [DiffID(layer.digest)],
                history: [HistoryEntry(created: nil, createdBy: "test")])
            var image = try layout.write(Manifest(config: layout.write(config), layers: [layer]))
            image.platform = config.platform
            try layout.tag(image, as: RefName("v:1"))
            try layout.list([
                layout.writeReferrer(of: image, type: .recipe, blobs: [layout.write(Array("r".utf8), as: .recipe)])
            ])
            return (try Imagesmith(store: layout.root, cache: directory.appending("cache")), layout, image)
        }

        @Test func `copies from the store through both archives and back`() async throws {
            try await withTemporaryDirectory { directory in
                let (run, _, image) = try await Self.store(in: directory)
                let (first, second) = (directory.appending("a.tar"), directory.appending("b.tar"))
                let out = try await run.json("copy", "v:1", "oci-archive:\(first):v1")
                #expect(out["image"]?.text == image.digest.description && out["referrers"]?.integer == 1)
                let docker = try await run.json("copy", "oci-archive:\(first):v1", "docker-archive:\(second):v:1")
                #expect(docker["referrers"]?.integer == 0)
                let back = try await run.json("copy", "docker-archive:\(second):v:1", "back:1")
                #expect(back["referrers"]?.integer == 0)
                let inspected = try await run.json("inspect", "back:1")
                #expect(inspected["config"] == (try await run.json("inspect", "v:1"))["config"])
                let nameless = try await run("copy", "v:1", "docker-archive:\(second)")
                #expect(nameless.status == 2 && nameless.errorText.contains("a Docker archive names its image"))
                let digest = try await run("copy", "v:1", "oci-archive:\(second)@\(image.digest)")
                #expect(digest.status == 2 && digest.errorText.contains("names a digest where an archive is written"))
            }
        }
    }
}
