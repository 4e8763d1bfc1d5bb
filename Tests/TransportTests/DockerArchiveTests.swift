import Archive
import OCI
import SystemPackage
import TestSupport
import Testing
import Transport

struct DockerArchiveTests {
    private static func written(_ fixture: ImageFixture, at file: FilePath) async throws {
        try await fixture.copy(to: DockerArchiveDestination(file, tag: RefName("sample:1")), withReferrers: false)
    }

    /// podman with a storage of its own.
    private static func podman(_ arguments: [String], in directory: FilePath) async throws -> Tool.Outcome {
        try await Tool("podman").run(
            [
                "--root", directory.appending("storage").string, "--runroot", directory.appending("run").string,
                "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--events-backend", "none",
            ] + arguments)
    }

    @Test func `holds layers decompressed and the configuration as it was`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            _ = try fixture.referrer()
            let files = ["a.tar", "b.tar"].map { directory.appending($0) }
            for file in files { try await Self.written(fixture, at: file) }
            #expect(try files[0].bytes() == files[1].bytes())
            let manifest = try fixture.layout.manifest(fixture.image)
            let config = try fixture.layout.config(of: manifest)
            let members = try TarIndex(files[0]).members.keys.map(\.description).sorted()
            #expect(
                members
                    == (config.diffIDs.map { "\($0.digest.hex).tar" } + [
                        "\(manifest.config.digest.hex).json", "manifest.json",
                    ])
                    .sorted())
            let (layout, image) = try await imported(
                DockerArchiveSource(files[0]), .tag(RefName("sample:1")), into: directory.appending("back"))
            let back = try layout.manifest(image)
            #expect(back.config.digest == manifest.config.digest)
            #expect(back.layers.map(\.digest) == config.diffIDs.map(\.digest))
            #expect(back.layers.allSatisfy { $0.mediaType == .layer })
        }
    }

    @Test func `skopeo reads it, and we read what skopeo writes`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let (ours, theirs) = (directory.appending("ours.tar"), directory.appending("theirs.tar"))
            try await Self.written(fixture, at: ours)
            let config = try fixture.layout.manifest(fixture.image).config.digest
            let text = try await Tool("skopeo")("inspect", "--raw", "docker-archive:\(ours):sample:1")
            let seen = try Manifest(JSON(parsing: text))
            #expect(seen.config.digest == config)
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "docker-archive:\(ours):sample:1", "docker-archive:\(theirs):other:2")
            let (layout, image) = try await imported(
                DockerArchiveSource(theirs), .tag(RefName("other:2")), into: directory.appending("back"))
            #expect(try layout.manifest(image).config.digest == config)
        }
    }

    @Test func `podman loads it, and we read what podman saves`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let (ours, theirs) = (directory.appending("ours.tar"), directory.appending("theirs.tar"))
            try await Self.written(fixture, at: ours)
            let loaded = try await Self.podman(["load", "-i", ours.string], in: directory)
            #expect(loaded.status == 0, "\(loaded.errorText)")
            let manifest = try fixture.layout.manifest(fixture.image)
            let listed = try await Self.podman(["images", "--no-trunc", "--format", "{{.ID}} {{.Tag}}"], in: directory)
            #expect(listed.text == "\(manifest.config.digest) 1\n")
            let saved = try await Self.podman(
                ["save", "--format", "docker-archive", "-o", theirs.string, "sample:1"], in: directory)
            #expect(saved.status == 0, "\(saved.errorText)")
            let (layout, image) = try await imported(DockerArchiveSource(theirs), into: directory.appending("back"))
            let config = try fixture.layout.config(of: manifest)
            #expect(try layout.config(of: layout.manifest(image)).diffIDs == config.diffIDs)
            _ = try await Self.podman(["rmi", "-a", "-f"], in: directory)
        }
    }

    @Test func `reads the forms that Docker had and has`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let manifest = try fixture.layout.manifest(fixture.image)
            let config = try fixture.layout.read(manifest.config)
            let diffIDs = try fixture.layout.config(of: manifest).diffIDs
            var plain: [[UInt8]] = []
            for name in ["plain", "gzip", "zstd"] {
                plain.append(try ImageFixture.tar([("opt/\(name)", Array(repeating: UInt8(ascii: "x"), count: 700))]))
            }
            // Before Docker 25 each layer had a directory, and what two images share was a link.
            let old = directory.appending("old")
            for (index, tar) in plain.enumerated() where index > 0 {
                try old.appending("id\(index)").createDirectories()
                try old.appending("id\(index)/layer.tar").replace(with: tar)
            }
            try old.appending("id0").createDirectories()
            try old.appending("shared.tar").replace(with: plain[0])
            try await Tool("ln")("-s", "../shared.tar", old.appending("id0/layer.tar").string)
            try old.appending("config.json").replace(with: config)
            try old.appending("manifest.json").replace(
                with: Array(
                    #"[{"Config":"config.json","RepoTags":null,"Layers":["id0/layer.tar","id1/layer.tar","id2/layer.tar"]}]"#
                        .utf8))
            // Since then it is a layout; with containerd's store the layers stay compressed.
            let new = directory.appending("new")
            try new.appending("blobs/sha256").createDirectories()
            for blob in [manifest.config] + manifest.layers {
                try new.appending("blobs/sha256/\(blob.digest.hex)").replace(
                    with: fixture.layout.path(of: blob.digest).bytes())
            }
            let paths = manifest.layers.map { "\"blobs/sha256/\($0.digest.hex)\"" }.joined(separator: ",")
            try new.appending("manifest.json").replace(
                with: Array(
                    """
                    [{"Config":"blobs/sha256/\(manifest.config.digest.hex)",
                    "RepoTags":["docker.io/library/sample:1"],"Layers":[\(paths)]}]
                    """.utf8))
            for form in ["old", "new"] {
                for writer in ["bsdtar", "tar"] {
                    let file = directory.appending("\(form)-\(writer).tar")
                    try await Tool(writer)("-cf", file.string, "-C", directory.appending(form).string, ".")
                    let (layout, image) = try await imported(
                        DockerArchiveSource(file), form == "old" ? .only : .tag(RefName("sample:1")),
                        into: directory.appending("\(form)-\(writer)"))
                    let back = try layout.manifest(image)
                    #expect(back.config.digest == manifest.config.digest)
                    #expect(
                        back.layers.map(\.digest)
                            == (form == "old" ? diffIDs.map(\.digest) : manifest.layers.map(\.digest)))
                }
            }
        }
    }

    @Test func `refuses what has no place in such an archive, and what would not be the image`() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("image.tar")
            #expect(throws: ImageArchiveError.nameless(file)) { try DockerArchiveDestination(file, tag: nil) }
            let fixture = try ImageFixture(in: directory)
            _ = try fixture.referrer()
            await #expect(
                throws: ImageArchiveError.unsupported(file, .recipe)
            ) {
                try await fixture.copy(to: DockerArchiveDestination(file, tag: RefName("sample:1")))
            }
            let index = try fixture.layout.write(ImageIndex(manifests: [fixture.image]).json.canonical(), as: .index)
            try fixture.layout.tag(index, as: RefName("index"))
            await #expect(throws: ImageArchiveError.unsupported(file, .index)) {
                _ = try await Copier(
                    from: LayoutSource(fixture.layout),
                    to: DockerArchiveDestination(file, tag: RefName("sample:1"))
                ).copy(.tag(RefName("index")), withReferrers: false)
            }
            // The index may be whole, if only one of its images is wanted.
            _ = try await Copier(
                from: LayoutSource(fixture.layout), to: DockerArchiveDestination(file, tag: RefName("sample:1"))
            ).copy(.tag(RefName("index")), platform: Platform("linux/amd64"), withReferrers: false)
            #expect(try DockerArchiveSource(file).resolve(.only).platform?.description == "linux/amd64")
        }
        try await withTemporaryDirectory { directory in
            let file = directory.appending("image.tar")
            let wrong = DiffID(Digest(of: [1]))
            var right: [DiffID] = []
            let fixture = try ImageFixture(in: directory) { config in
                right = config.diffIDs
                config.diffIDs[1] = wrong
            }
            await #expect(
                throws: ImageArchiveError.diffID(
                    file, fixture.image.digest, expected: [right[0], wrong, right[2]], actual: right)
            ) { try await Self.written(fixture, at: file) }
            #expect(try file.status() == nil)
        }
    }

    @Test func `says what is wrong with an archive`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ImageFixture(in: directory)
            let manifest = try fixture.layout.manifest(fixture.image)
            let config = try fixture.layout.read(manifest.config)
            let file = directory.appending("image.tar")
            func list(_ layers: String) -> [UInt8] {
                Array(#"[{"Config":"c.json","RepoTags":["a:1"],"Layers":[\#(layers)]}]"#.utf8)
            }
            let cases: [([(String, [UInt8])], ImageArchiveError)] = [
                ([("x", [])], .missing(file, "manifest.json")),
                ([("manifest.json", list(""))], .missing(file, "c.json")),
                (
                    [("manifest.json", list("\"a\"")), ("c.json", config)],
                    .layerCount(file, layers: 1, diffIDs: 3)
                ),
                (
                    [("manifest.json", list(#""a","b","c""#)), ("c.json", config)], .missing(file, "a")
                ),
                (
                    [("manifest.json", list(#""../a","b","c""#)), ("c.json", config)], .name(file, "../a")
                ),
                ([("manifest.json", [])], .document(file, "manifest.json", .syntax(line: 1, column: 0, message: ""))),
            ]
            for (members, expected) in cases {
                try file.replace(with: ImageFixture.tar(members))
                let error = #expect(throws: ImageArchiveError.self) { try DockerArchiveSource(file) }
                if case .document(file, "manifest.json", _) = expected, case .document(file, "manifest.json", _) = error
                {
                    continue
                }
                #expect(error == expected)
            }
            try await Self.written(fixture, at: file)
            try await Tool("gzip")(file.string)
            let packed = FilePath("\(file).gz")
            #expect(throws: ImageArchiveError.tar(.compressed(packed, "gzip"))) { try DockerArchiveSource(packed) }
        }
    }
}
