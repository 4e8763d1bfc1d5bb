import Glibc
import OCI
import Smoke
import SystemPackage
import TestSupport
import Testing

@Suite struct RootFileSystemTests {
    /// What stands in a tree: type, mode, owner, link target or content of every path but the root's own.
    private func listing(_ root: FilePath) async throws -> String {
        let script = """
            cd "$0" && find . -mindepth 1 | LC_ALL=C sort | while read -r path; do
              if [ -L "$path" ]; then echo "$path -> $(readlink "$path")"
              elif [ -f "$path" ]; then echo "$path $(stat -c '%a %u:%g %h %Y' "$path") $(sha256sum <"$path" | cut -c1-12)"
              else echo "$path $(stat -c '%F %a %u:%g' "$path")"; fi
            done
            """
        return String(decoding: try await Tool("sh")("-c", script, root.string), as: UTF8.self)
    }

    private func withLayout(_ body: (LayerBuilder, FilePath) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try directory.appending("root").createDirectories()
            let layout = try ImageLayout(creatingAt: directory.appending("layout"))
            try await body(LayerBuilder(layout: layout), directory)
        }
    }

    private func names(_ root: FilePath) async throws -> [String] {
        let found = try await Tool("sh")("-c", "cd $0; find . -mindepth 1 | LC_ALL=C sort", root.string)
        return String(decoding: found, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func `unpacks as umoci does`() async throws {
        try await withLayout { builder, directory in
            let layers = [
                try await builder.layer([
                    .directory("etc"), .file("etc/a", "a"), .file("etc/b", "b", mode: "4755"), .directory("var/lib/x"),
                    .file("var/lib/x/one", "1"), .file("var/lib/x/two", "2"), .link("lib", "usr/lib"),
                    .directory("usr/lib", mode: "711"), .file("usr/lib/old", "old"),
                    .hard("usr/lib/same", "usr/lib/old"),
                    .directory("gone"), .file("gone/f", "f"), .file("kind", "file"), .directory("tree/deep/er"),
                    .file("tree/deep/er/f", ""), .fifo("var/pipe"), .directory("tmp", mode: "1777"),
                ]),
                try await builder.layer(
                    [
                        .file("etc/.wh.a", ""), .file("var/lib/x/.wh..wh..opq", ""), .file("var/lib/x/three", "3"),
                        .file(".wh.gone", ""), .directory("kind"), .file("kind/now", "dir"),
                        .file("tree", "now a file"),
                        .file("usr/lib/new", "new"), .directory("etc", mode: "700"),
                    ], as: .layerGzip),
                try await builder.layer([
                    .file("etc/a", "back"), .hard("usr/lib/third", "usr/lib/new"), .file("lost/.wh.nothing", ""),
                ]),
            ]
            let image = try await builder.image(layers)
            let root = directory.appending("root")
            let mine: String
            do {
                let system = try RootFileSystem(
                    of: builder.layout.manifest(image), in: builder.layout, into: root)
                mine = try await listing(system.path)
            }
            try await Tool("umoci")(
                "unpack", "--image", "\(builder.layout.root):latest", directory.appending("bundle").string)
            let theirs = try await listing(directory.appending("bundle/rootfs"))
            #expect(
                mine.replacing("./lost directory 755 0:0\n", with: "")
                    == theirs.replacing("./lost directory 755 0:0\n", with: ""))
            #expect(mine.contains("./etc/b 4755 0:0 1 1700000000 "))
            #expect(mine.contains("./usr/lib/same 644 0:0 2 "))
            #expect(try root.status() == nil, "the owner takes the tree away")
        }
    }

    @Test(arguments: [true, false])
    func `lets a whiteout hide what is below, never what is beside it`(first: Bool) async throws {
        try await withLayout { builder, directory in
            let below = try await builder.layer([.file("d/old", ""), .file("d/sub/old", ""), .file("f", "old")])
            let own: [LayerBuilder.Entry] = [.file("d/new", ""), .file("d/sub/new", ""), .file("f", "new")]
            let hiding: [LayerBuilder.Entry] = [.file("d/.wh..wh..opq", ""), .file(".wh.f", "")]
            let above = try await builder.layer(first ? hiding + own : own + hiding)
            let image = try await builder.image([below, above])
            let system = try RootFileSystem(
                of: builder.layout.manifest(image), in: builder.layout, into: directory.appending("root"))
            #expect(try await names(system.path) == ["./d", "./d/new", "./d/sub", "./d/sub/new", "./f"])
            #expect(try system.path.appending("f").read(limit: 10) == Array("new".utf8))
        }
    }

    @Test func `leaves devices out and keeps links that lead anywhere`() async throws {
        try await withLayout { builder, directory in
            let layer = try await builder.layer([
                .device("dev/null"), .link("out", "/etc/passwd"), .link("up", "../../x"),
            ])
            let image = try await builder.image([layer])
            let system = try RootFileSystem(
                of: builder.layout.manifest(image), in: builder.layout, into: directory.appending("root"))
            #expect(try await names(system.path) == ["./dev", "./out", "./up"])
        }
    }

    /// Every attempt is made with `OUT` standing for a directory beside the root.
    private static let attempts: [[LayerBuilder.Entry]] = [
        [.link("link", "OUT"), .file("link/x", "escaped")],
        [.link("link", "OUT"), .directory("link/sub/dir")],
        [.link("link", "OUT"), .hard("inside", "link/secret")],
        [.link("link", "OUT"), .file("link/.wh.secret", "")],
        [.link("link", "OUT"), .file("link/.wh..wh..opq", "")],
        [.link("a", "b"), .link("b", "OUT"), .link("a/x", "y")],
        [.file("../escaped", "x")],
        [.file("a/../../escaped", "x")],
        [.file("/tmp/absolute", "x")],
        [.hard("inside", "../outside/secret")],
        [.hard("inside", "/etc/passwd")],
        [.hard("inside", "missing")],
        [.directory("d"), .hard("inside", "d")],
        [.file("f", ""), .file("f/below", "")],
        [.file(".wh.", "")],
        [.file(".wh...", "")],
        [.file(".wh..", "")],
    ]

    @Test(arguments: attempts)
    func `refuses to leave its root`(entries: [LayerBuilder.Entry]) async throws {
        try await withLayout { builder, directory in
            let outside = directory.appending("outside")
            try outside.createDirectories()
            try outside.appending("secret").replace(with: Array("secret".utf8))
            let placed = entries.map { entry in
                LayerBuilder.Entry(
                    kind: entry.kind, path: entry.path, value: entry.value.replacing("OUT", with: outside.string),
                    mode: entry.mode)
            }
            // Once within one layer, and once with the link planted by the layer below.
            for split in [0, entries.count - 1] {
                let layers = [
                    try await builder.layer(Array(placed[..<split])), try await builder.layer(Array(placed[split...])),
                ]
                let image = try await builder.image(layers)
                let root = directory.appending("root")
                try root.createDirectories()
                #expect(throws: RootFileSystemError.self) {
                    _ = try RootFileSystem(of: builder.layout.manifest(image), in: builder.layout, into: root)
                }
                #expect(try await names(outside) == ["./secret"])
                #expect(try root.status() == nil)
                #expect(try directory.appending("escaped").status() == nil)
            }
        }
    }

    @Test func `replaces a link by a file instead of writing through it`() async throws {
        try await withLayout { builder, directory in
            let outside = directory.appending("secret")
            try outside.replace(with: Array("secret".utf8))
            let layer = try await builder.layer([.link("f", outside.string), .file("f", "mine")])
            let image = try await builder.image([layer])
            let system = try RootFileSystem(
                of: builder.layout.manifest(image), in: builder.layout, into: directory.appending("root"))
            #expect(try system.path.appending("f").status()?.isRegular == true)
            #expect(try outside.read(limit: 10) == Array("secret".utf8))
        }
    }

    @Test func `unpacks nothing of a damaged blob`() async throws {
        try await withLayout { builder, directory in
            let layer = try await builder.layer([.file("f", "content")])
            let image = try await builder.image([layer])
            let path = builder.layout.path(of: layer.digest)
            var bytes = try path.read(limit: 1 << 20)
            bytes[600] ^= 1
            let actual = Digest(of: bytes)
            try path.replace(with: bytes)
            #expect(throws: RootFileSystemError.layout(.digest(expected: layer.digest, actual: actual))) {
                _ = try RootFileSystem(
                    of: builder.layout.manifest(image), in: builder.layout, into: directory.appending("root"))
            }
        }
    }
}
