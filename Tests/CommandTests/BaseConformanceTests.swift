import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// An image upon a base of a layout beside its lock, and built anew.
    struct BaseConformanceTests {
        /// A base with a shell, a link in the place of a directory and a time after the recipe's epoch; a recipe with three
        /// kinds of layers upon it.
        private static func build(in directory: FilePath) async throws -> (imagesmith: Imagesmith, image: String) {
            let layout = try ImageLayout(creatingAt: directory.appending("base"))
            try await shell(
                """
                mkdir -p tree/bin tree/etc tree/usr/lib tree/really && cp /bin/busybox tree/bin/ && ln -s busybox tree/bin/sh
                ln -s really tree/srv && echo root:x:0:0::/:/bin/sh >tree/etc/passwd && echo root:x:0: >tree/etc/group
                tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C tree -cf one.tar bin etc
                tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-11-20 -C tree -cf two.tar usr really srv
                mkdir model && echo weights >model/a.bin && echo note >note.txt
                """, in: directory)
            let layers = try ["one.tar", "two.tar"].map {
                try layout.write(directory.appending($0).read(limit: 64 << 20), as: .layer)
            }
            let config = ImageConfig(
                created: nil, platform: Platform(os: "linux", architecture: "amd64"),
                execution: ExecutionConfig(user: "root", environment: ["PATH=/bin"], command: ["sh"]),
                diffIDs: layers.map { DiffID($0.digest) }, history: [])
            let base = try layout.write(Manifest(config: layout.write(config), layers: layers))
            try layout.tag(base, as: RefName("v1"))
            let recipe = directory.appending("upon.yaml")
            try recipe.replace(
                with: Array(
                    """
                    imagesmith: 1
                    name: upon
                    version: 1.0.0
                    epoch: 2026-11-01T00:00:00Z
                    from: oci:base@\(base.digest)
                    layers:
                      - name: note
                        files:
                          - {source: note.txt, path: /opt/note.txt}
                      - name: model
                        model: {path: /opt/model, files: [directory: model]}
                      - name: libraries
                        libraries: {name: own, directories: [/usr/lib]}

                    """.utf8))
            let imagesmith = try Imagesmith(store: directory.appending("store"), cache: directory.appending("cache"))
            try await imagesmith.json("lock", recipe.string)
            let built = try await imagesmith.json("build", recipe.string, "--candidate")
            return (imagesmith, "@" + (try #require(built["digest"]?.text)))
        }

        @Test func `is what its lock says, and the same to the bit, without the recipe's directory`() async throws {
            try await withTemporaryDirectory { directory in
                let (imagesmith, image) = try await Self.build(in: directory)
                let report = try await imagesmith.json("verify", image, "--strict", "--reproduce")
                #expect(report["verdict"] == "clean", "\(report)")
                #expect(report["conformance"]?["covered"] == ["note", "model", "libraries"])
                #expect(
                    report["conformance"]?["uncovered"]?.texts("reason") == [
                        "it is a layer of the base", "it is a layer of the base",
                    ])
                #expect(report["reproduction"] != nil)
            }
        }
    }
}
