import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Swaps, rollbacks and shared layers in a registry.
    struct RemoteSwapTests {
        /// A registry that counts, with an image of a large layer and a model's, for two platforms.
        private struct Sample {
            let registry: QuirkRegistry
            let run: Imagesmith
            let index: Descriptor
            let images: [Descriptor]
            let name = "team/ocr"
            let directory: FilePath

            static let largeSize = 20_000_000
            static let modelSize = 1_000_000

            init(in directory: FilePath) async throws {
                self.directory = directory
                registry = try QuirkRegistry(digest: { Digest(of: $0).description })
                let layout = try ImageLayout(creatingAt: directory.appending("origin"))
                let large = try layout.write(Sample.noise(Sample.largeSize, seed: 1), as: .layer)
                var model = try layout.write(Sample.noise(Sample.modelSize, seed: 2), as: .layer)
                model.annotations = [Annotation.layerName: "model", Annotation.layerPath: "opt/model"]
                images = try ["amd64", "arm64"].map { architecture in
                    let config = ImageConfig(
                        created: "2026-11-01T00:00:00Z", platform: Platform(os: "linux", architecture: architecture),
                        execution: ExecutionConfig(), diffIDs: [DiffID(large.digest), DiffID(model.digest)],
                        history: [])
                    var image = try layout.write(
                        Manifest(config: layout.write(config), layers: [large, model]))
                    image.platform = config.platform
                    return image
                }
                index = try layout.write(ImageIndex(manifests: images).json.canonical(), as: .index)
                try layout.tag(index, as: RefName("whole"))
                try layout.tag(images[0], as: RefName("one"))
                run = try Imagesmith(store: directory.appending("store"), cache: directory.appending("cache"))
                for tag in ["whole", "one"] {
                    let copied = try await run(
                        "copy", "oci:\(layout.root):\(tag)", "docker://\(registry.host)/\(name):\(tag)")
                    guard copied.status == 0 else {
                        throw Tool.Failure.failed(
                            name: "imagesmith", arguments: ["copy"], status: copied.status, errors: copied.errorText)
                    }
                }
                try directory.appending("new").createDirectories()
                try directory.appending("new/weights.bin").replace(with: Sample.noise(Sample.modelSize, seed: 3))
            }

            var place: String { "docker://\(registry.host)/\(name)" }

            /// The bytes of blobs that travelled since the counters stood there.
            func travelled(since before: (Int, Int)) -> Int {
                registry.uploaded - before.0 + registry.served - before.1
            }

            func manifest(_ reference: String) throws -> Manifest {
                try Manifest(JSON(parsing: #require(registry.manifest(reference, in: name))))
            }

            private static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
                var state = seed
                return (0..<count).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return UInt8(truncatingIfNeeded: state >> 56)
                }
            }
        }

        @Test func `sends the new layer and documents, and nothing else travels`() async throws {
            try await withTemporaryDirectory { directory in
                let sample = try await Sample(in: directory)
                let before = (sample.registry.uploaded, sample.registry.served)
                let swapped = try await sample.run.json(
                    "swap", "\(sample.place):one", "model=\(directory)/new", "-t", "\(sample.place):next")
                let digest = try #require(swapped["digest"]?.text)
                #expect(swapped["tags"] == [])
                let layer = try #require(swapped["layers"]?.elements.first?["size"]?.integer)
                #expect(sample.travelled(since: before) <= Int(layer) + 64 << 10)
                #expect(sample.travelled(since: before) >= Sample.modelSize)
                // A candidate: it is there under its digest, and no tag stands for it.
                let new = try sample.manifest(digest)
                #expect(sample.registry.manifest("next", in: sample.name) == nil)
                let old = try sample.manifest("one")
                #expect(new.layers[0] == old.layers[0] && new.layers[1].digest != old.layers[1].digest)
                #expect(new.annotations[Annotation.previous] == sample.images[0].digest.description)
                #expect(sample.registry.blob(new.layers[1].digest.description, in: sample.name)?.count == Int(layer))
                // The store did not become the image's copy either.
                let store = try ImageLayout(at: directory.appending("store"))
                #expect(try !store.contains(old.layers[0]))
                let verified = try await sample.run("diff", "\(sample.place)@\(digest)", "\(sample.place)@\(digest)")
                #expect(verified.status == 0)
            }
        }

        @Test func `swaps in every image of an index`() async throws {
            try await withTemporaryDirectory { directory in
                let sample = try await Sample(in: directory)
                let before = (sample.registry.uploaded, sample.registry.served)
                let swapped = try await sample.run.json(
                    "swap", "\(sample.place):whole", "model=\(directory)/new", "-t", "\(sample.place):next")
                let layer = try #require(swapped["layers"]?.elements.first?["size"]?.integer)
                #expect(sample.travelled(since: before) <= Int(layer) + 64 << 10)
                let digest = try #require(swapped["digest"]?.text)
                let bytes = try #require(sample.registry.manifest(digest, in: sample.name))
                let index = try ImageIndex(JSON(parsing: bytes))
                #expect(index.manifests.map(\.platform) == sample.images.map(\.platform))
                #expect(index.annotations[Annotation.previous] == sample.index.digest.description)
                for (entry, old) in zip(index.manifests, sample.images) {
                    let manifest = try sample.manifest(entry.digest.description)
                    #expect(manifest.annotations[Annotation.previous] == old.digest.description)
                    #expect(sample.registry.blob(manifest.config.digest.description, in: sample.name) != nil)
                }
            }
        }

        @Test func `gives no tag without a test, and says where to`() async throws {
            try await withTemporaryDirectory { directory in
                let sample = try await Sample(in: directory)
                let told = try await sample.run(
                    "swap", "\(sample.place):one", "model=\(directory)/new", "-t", "\(sample.place):next", "--device",
                    "cpu")
                #expect(told.status == 2 && told.errorText.contains("has no smoke tests"))
                let local = try await sample.run(
                    "swap", "\(sample.place):one", "model=\(directory)/new", "-t", "next:1")
                #expect(local.status == 2 && local.errorText.contains("is not docker://HOST/NAME"))
                let smoke = try await sample.run("smoke", "\(sample.place):one", "-t", "\(sample.place):next")
                #expect(smoke.status == 2 && smoke.errorText.contains("has no smoke tests"))
                #expect(sample.registry.manifest("next", in: sample.name) == nil)
            }
        }

        @Test func `returns a tag of a registry to what a swap started from`() async throws {
            try await withTemporaryDirectory { directory in
                let sample = try await Sample(in: directory)
                let swapped = try await sample.run.json(
                    "swap", "\(sample.place):one", "model=\(directory)/new", "-t", "\(sample.place):one")
                let digest = try #require(swapped["digest"]?.text)
                let bytes = try #require(sample.registry.manifest(digest, in: sample.name))
                sample.registry.keep(bytes, as: MediaType.manifest.description, tag: "one", in: sample.name)
                let old = sample.images[0].digest.description
                #expect(try await sample.run("rollback", "\(sample.place):one", "--list").text == "\(old)\n")
                let told = try await sample.run("rollback", "\(sample.place):one")
                #expect(told.text == "\(sample.place):one stands for \(old) again, and no longer for \(digest)\n")
                #expect(sample.registry.manifest("one", in: sample.name).map { Digest(of: $0).description } == old)
                let again = try await sample.run("rollback", "\(sample.place):one")
                #expect(again.status == 2 && again.errorText.contains("notes no earlier image"))
            }
        }

        @Test func `verifies, inspects and compares what is in a registry or an archive`() async throws {
            try await withTemporaryDirectory { directory in
                let (run, layout, image) = try await ArchiveTests.store(in: directory)
                let registry = try QuirkRegistry(digest: { Digest(of: $0).description })
                let (first, second) = (directory.appending("a.tar"), directory.appending("b.tar"))
                let places = [
                    "docker://\(registry.host)/team/v:1", "oci-archive:\(first):v1", "docker-archive:\(second):v:1",
                ]
                for place in places { try await run.json("copy", "v:1", place) }
                for place in places {
                    let verified = try await run.json("verify", place)
                    #expect(verified["verdict"] == "clean", "\(place)")
                    #expect(try await run.json("inspect", place)["config"] == run.json("inspect", "v:1")["config"])
                }
                #expect(try await run.json("inspect", places[1])["digest"]?.text == image.digest.description)
                #expect(try await run("diff", places[0], places[1]).status == 0)
                #expect(try await run("diff", places[0], "v:1").status == 0)
                #expect(try await run("diff", places[1], places[2]).status == 0)

                // Damage is found, and not stumbled over.
                let layer = try layout.manifest(image).layers[0]
                for (archive, place) in [(first, places[1]), (second, places[2])] {
                    var bytes = try archive.read(limit: 1 << 24)
                    let content = Array("content".utf8)
                    let found = try #require(
                        bytes.indices.first { bytes[$0...].prefix(content.count).elementsEqual(content) })
                    bytes[found] ^= 1
                    try archive.replace(with: bytes)
                    let outcome = try await run.run(["verify", place, "--json"])
                    #expect(outcome.status == 1)
                    let findings = try outcome.document["findings"]?.elements.map { $0["code"]?.text } ?? []
                    #expect(findings.contains("blob-digest"), "\(findings)")
                    #expect(
                        try outcome.document["findings"]?.elements.first?["subject"]?.text == layer.digest.description)
                    try archive.replace(with: Array(bytes.prefix(700)))
                    let cut = try await run.run(["verify", place, "--json"])
                    #expect(cut.status == 1)
                    #expect(try cut.document["findings"]?.elements.map { $0["code"]?.text } == ["archive-malformed"])
                }
                #expect(try await run("verify", "--offline", places[0]).status == 64)
                let absent = try await run("verify", "oci-archive:\(directory)/none.tar")
                #expect(absent.status == 2 && absent.errorText.contains("No such file"))
            }
        }
    }
}
