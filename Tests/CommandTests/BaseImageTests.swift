import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// An image upon another image: shallow until something needs its layers.
    struct BaseImageTests {
        /// A base in a registry, a recipe upon it, and the program with a store of its own.
        private struct Fixture {
            let server: RegistryServer
            let base: Descriptor
            let imagesmith: Imagesmith
            let recipe: FilePath
            let layers: [Digest]

            init(in directory: FilePath) async throws {
                server = try RegistryServer(in: directory)
                let layout = try ImageLayout(creatingAt: directory.appending("base"))
                try await shell(
                    """
                    mkdir -p tree/bin tree/etc && cp /bin/busybox tree/bin/ && ln -s busybox tree/bin/sh
                    echo base > tree/etc/base
                    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C tree -cf bin.tar bin
                    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C tree -cf etc.tar etc
                    """, in: directory)
                let tars = try ["bin.tar", "etc.tar"].map { try directory.appending($0).read(limit: 64 << 20) }
                let blobs = try tars.map { try layout.write($0, as: .layer) }
                let config = ImageConfig(
                    created: "2026-10-01T00:00:00Z", platform: Platform(os: "linux", architecture: "amd64"),
                    execution: ExecutionConfig(environment: ["PATH=/bin", "BASE=1"], entrypoint: ["/bin/busybox"]),
                    diffIDs: blobs.map { DiffID($0.digest) }, history: [])
                base = try layout.write(Manifest(config: layout.write(config), layers: blobs))
                try layout.tag(base, as: RefName("v1"))
                try await Tool("skopeo")(
                    "copy", "--insecure-policy", "--preserve-digests", "--dest-tls-verify=false",
                    "oci:\(layout.root):v1",
                    "docker://\(server.host)/team/base:v1")
                layers = blobs.map(\.digest)
                imagesmith = try Imagesmith(
                    store: directory.appending("store"), cache: directory.appending("cache"))
                recipe = directory.appending("upon.yaml")
                try directory.appending("note.txt").replace(with: Array("a note\n".utf8))
                try recipe.replace(
                    with: Array(
                        """
                        imagesmith: 1
                        name: upon
                        version: 1.0.0
                        epoch: 2026-11-01T00:00:00Z
                        from: docker://\(server.host)/team/base@\(base.digest)
                        compression: gzip
                        layers:
                          - name: note
                            files:
                              - {source: note.txt, path: /opt/note.txt}
                        config:
                          command: [cat, /opt/note.txt]
                        smoke:
                          device: cpu
                          tests:
                            - name: sees both
                              run: {command: [/bin/sh, -c, "/bin/busybox cat /etc/base /opt/note.txt"], output: "a note"}
                        tags: ["upon:1"]

                        """.utf8))
                try await imagesmith.json("lock", recipe.string)
            }

            /// How often a layer of the base was asked for.
            func layerRequests() throws -> Int {
                try server.blobRequests().count { line in layers.contains { line.contains($0.hex) } }
            }
        }

        @Test func `fetches no layer for a candidate, and each once for the smoke test`() async throws {
            try await withTemporaryDirectory { directory in
                let fixture = try await Fixture(in: directory)
                let imagesmith = fixture.imagesmith
                let digest = try #require(
                    try await imagesmith.json("build", fixture.recipe.string, "--candidate")["digest"]?.text)
                #expect(try fixture.layerRequests() == 0)
                let smoke = try await imagesmith.json("smoke", "@\(digest)", "-t", "upon:1")
                #expect(smoke["tags"] == ["upon:1"], "\(smoke)")
                #expect(try fixture.layerRequests() == 2)
                #expect(try await imagesmith("verify", "upon:1").status == 0)
                #expect(try fixture.layerRequests() == 2)

                let inspected = try JSON(
                    parsing: try await Tool("skopeo")("inspect", "oci:\(imagesmith.store):upon:1"))
                #expect(inspected["Digest"]?.text == digest && inspected["Layers"]?.elements.count == 3)
                #expect(inspected["Env"] == ["PATH=/bin", "BASE=1"])
                let rootless = getuid() == 0 ? [] : ["--rootless"]
                let unpacked = try await Tool("umoci").run(
                    ["unpack"] + rootless + ["--image", "\(imagesmith.store):upon:1", "bundle"], in: directory)
                #expect(unpacked.status == 0, "\(unpacked.errorText)")
                #expect(try directory.appending("bundle/rootfs/etc/base").read(limit: 10) == Array("base\n".utf8))
                let (root, run) = (directory.appending("root"), directory.appending("run"))
                try await Tool("skopeo")(
                    "copy", "-q", "oci:\(imagesmith.store):upon:1",
                    "containers-storage:[vfs@\(root)+\(run)]localhost/upon:1")
                let seen = try await Tool("podman").run([
                    "--root", root.string, "--runroot", run.string, "--storage-driver", "vfs",
                    "--cgroup-manager=cgroupfs", "--runtime", "runc", "run", "--rm", "--network=none", "--ulimit",
                    "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "localhost/upon:1",
                ])
                #expect(seen.text == "a note\n", "\(seen.errorText)")
            }
        }

        @Test func `verifies a shallow image by fetching what it lacks, and tells what it may not fetch`() async throws
        {
            try await withTemporaryDirectory { directory in
                let fixture = try await Fixture(in: directory)
                let imagesmith = fixture.imagesmith
                let digest = try #require(
                    try await imagesmith.json("build", fixture.recipe.string, "--candidate")["digest"]?.text)
                let offline = try await imagesmith("verify", "@\(digest)", "--offline", "--json")
                #expect(offline.status == 1)
                #expect(try offline.document["findings"]?.texts("code") == ["blob-missing", "blob-missing"])
                #expect(try fixture.layerRequests() == 0)
                let verified = try await imagesmith("verify", "@\(digest)")
                #expect(verified.status == 0, "\(verified.text)")
                #expect(try fixture.layerRequests() == 2)
                // The same build is the same image, whether its layers are here or not.
                let again = try await imagesmith.json("build", fixture.recipe.string, "--candidate")
                #expect(again["digest"]?.text == digest)
                let other = try Imagesmith(store: directory.appending("other"), cache: directory.appending("cache"))
                #expect(try await other.json("build", fixture.recipe.string)["digest"]?.text == digest)
            }
        }

        @Test func `says that a layer of the base cannot be had`() async throws {
            try await withTemporaryDirectory { directory in
                let fixture = try await Fixture(in: directory)
                let imagesmith = fixture.imagesmith
                try await imagesmith.json("build", fixture.recipe.string, "--candidate")
                try await shell("rm -rf registry/docker/registry/v2/blobs", in: directory)
                let built = try await imagesmith("build", fixture.recipe.string)
                #expect(built.status == 2)
                #expect(built.errorText.contains("cannot fetch the blob sha256:"), "\(built.errorText)")
                #expect(try await imagesmith.digest(of: "upon:1") == nil)
            }
        }
    }
}
