import OCI
import SystemPackage
import TestSupport
import Testing

/// Other tools read the layouts that are written here.
struct IndependentReaderTests {
    /// An image of a gzip layer that GNU tar packed, tagged `sample:1.0`.
    private static func write(in directory: FilePath) async throws -> (ImageLayout, Descriptor) {
        let tree = directory.appending("tree")
        try tree.appending("opt/model").createDirectories()
        try tree.appending("opt/model/weights").replace(with: Array("weights".utf8))
        let tar = try await Tool("tar")(
            "--sort=name", "--owner=0", "--group=0", "--mtime=@0", "-C", tree.string, "-c", "opt")
        let layout = try ImageLayout(creatingAt: directory.appending("layout"))
        let layer = try layout.write(try await Tool("gzip")("-n", input: tar), as: .layerGzip)
        let config = ImageConfig(
            created: "2026-11-01T00:00:00Z", platform: Platform(os: "linux", architecture: "amd64"),
            execution: ExecutionConfig(
                user: "1000:1000", environment: ["PATH=/bin"], entrypoint: ["/bin/x"], command: ["info"],
                workingDirectory: "/opt", exposedPorts: ["80/tcp"], labels: ["purpose": "test"]),
            diffIDs: [DiffID(Digest(of: tar))],
            history: [HistoryEntry(created: "2026-11-01T00:00:00Z", createdBy: "imagesmith layer model (files)")])
        let manifest = Manifest(
            config: try layout.write(config), layers: [layer], annotations: [Annotation.title: "sample"])
        var image = try layout.write(manifest)
        image.platform = config.platform
        try layout.tag(image, as: RefName("sample:1.0"))
        return (layout, image)
    }

    @Test func `skopeo reads the image and copies every byte of it`() async throws {
        try await withTemporaryDirectory { directory in
            let (layout, image) = try await Self.write(in: directory)
            let text = try await Tool("skopeo")("inspect", "oci:\(layout.root):sample:1.0")
            let seen = try JSONField(JSON(parsing: text)).object()
            #expect(try seen.required("Digest").digest() == image.digest)
            #expect(try seen.required("Os").string() == "linux")
            #expect(try seen.required("Architecture").string() == "amd64")
            #expect(try seen.required("Env").strings() == ["PATH=/bin"])
            #expect(try seen.required("Labels").stringMap() == ["purpose": "test"])
            #expect(try seen.required("Created").string() == "2026-11-01T00:00:00Z")

            // Its copy recomputes every digest and the diffIDs.
            let copy = directory.appending("copy")
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--preserve-digests", "oci:\(layout.root):sample:1.0", "oci:\(copy):again")
            let copied = try ImageLayout(at: copy)
            #expect(try copied.resolve(ImageReference("oci:\(copy)")).digest == image.digest)
            #expect(
                try copied.config(of: copied.manifest(image)).json == layout.config(of: layout.manifest(image)).json)
        }
    }

    @Test func `umoci lists and unpacks the image`() async throws {
        try await withTemporaryDirectory { directory in
            let (layout, _) = try await Self.write(in: directory)
            let (copy, image) = (directory.appending("umoci"), directory.appending("bundle"))
            // umoci takes no colon in a tag.
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--preserve-digests", "oci:\(layout.root):sample:1.0", "oci:\(copy):v1")
            try layout.tag(layout.resolve(ImageReference("sample:1.0")), as: RefName("v1"))
            let tags = try await Tool("umoci")("list", "--layout", layout.root.string)
            #expect(String(decoding: tags, as: UTF8.self) == "sample:1.0\nv1\n")
            try await Tool("umoci")("unpack", "--rootless", "--image", "\(layout.root):v1", image.string)
            let weights = try image.appending("rootfs/opt/model/weights").read(limit: 100)
            #expect(weights == Array("weights".utf8))
        }
    }

    @Test func `reads the layout that skopeo and umoci write`() async throws {
        try await withTemporaryDirectory { directory in
            let other = directory.appending("other")
            try await Tool("umoci")("init", "--layout", other.string)
            try await Tool("umoci")("new", "--image", "\(other):empty")
            let layout = try ImageLayout(creatingAt: other)
            let image = try layout.resolve(ImageReference("oci:\(other):empty"))
            let manifest = try layout.manifest(image)
            #expect(manifest.layers == [])
            #expect(try layout.config(of: manifest).platform.os == "linux")
            #expect(try Manifest(JSON(parsing: layout.read(image))).json == JSON(parsing: layout.read(image)))
            _ = try layout.write([1], as: .octets)
            let unchanged = try await Tool("umoci")("list", "--layout", other.string)
            #expect(String(decoding: unchanged, as: UTF8.self) == "empty\n")
        }
    }
}
