import Archive
import HTTP
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct ModelSourceTests {
    private static let model = ONNXBytes.model([
        ONNXBytes.tensor("w", [2], type: 1, ONNXBytes.bytes(9, [UInt8](repeating: 1, count: 8)))
    ])
    private static let card = "---\nlicense: mit\nlanguage: [zh, en]\n---\nA model.\n"

    /// A recipe of one model's layer.
    private static func recipe(_ files: String, notes: String = "", in directory: FilePath) throws -> Recipe {
        let text = """
            imagesmith: 1
            name: sample
            version: 1.0.0
            epoch: 0
            layers:
              - name: model
                model:
                  path: /opt/m
            \(notes)
                  files:
            \(files)
            """
        return try Recipe(parsing: Array(text.utf8), file: directory.appending("r.yaml"))
    }

    private static func locker(_ fixture: StoreFixture, mirrors: Mirrors = Mirrors(), isOffline: Bool = false)
        -> RecipeLocker
    {
        RecipeLocker(
            mirrors: mirrors, client: StoreFixture.client, fetcher: fixture.fetcher(mirrors, isOffline: isOffline),
            program: fixture.directory.appending("program"), scratch: fixture.directory.appending("scratch"),
            environment: [:])
    }

    private static func content(_ lock: Lock) throws -> ModelLock {
        guard case .model(let model) = lock.layers[0].content else {
            throw ComposeError.missingInput("", Digest(of: []))
        }
        return model
    }

    /// A ModelPack artifact in a layout: weights as they are, documents in a tar of that packing, and code of another kind.
    private static func artifact(in layout: ImageLayout, packing: String) async throws -> Descriptor {
        func type(_ text: String) throws -> MediaType { try MediaType("application/vnd.cncf.model.\(text)") }
        var weights = try layout.write(model, as: type("weight.v1.raw"))
        weights.annotations = [Annotation.modelFilePath: "m.onnx", Annotation.title: "other.bin"]
        let tree = layout.root.appending("../tree")
        try tree.appending("docs").createDirectories()
        try tree.appending("docs/README.md").replace(with: Array(card.utf8))
        try tree.appending("docs/NOTICE").replace(with: Array("notice".utf8))
        let tar = try await Tool("tar")("-C", tree.string, "-c", "docs")
        let packed =
            packing.hasSuffix("gzip")
            ? try await Tool("gzip")(input: tar)
            : packing.hasSuffix("zstd") ? try await Tool("zstd")("-q", "-c", input: tar) : tar
        var documents = try layout.write(packed, as: type("doc.v1.\(packing)"))
        documents.annotations = [Annotation.modelFilePath: "docs"]
        var other = try layout.write(Array("other".utf8), as: MediaType("application/vnd.example.other"))
        other.annotations = [Annotation.title: "other.txt"]
        let config = try layout.write(Array("{}".utf8), as: type("config.v1+json"))
        let manifest = try layout.write(
            Manifest(config: config, layers: [weights, documents, other], artifactType: type("manifest.v1+json")))
        try layout.list([manifest])
        return manifest
    }

    @Test(arguments: ["tar", "tar+gzip", "tar+zstd"])
    func `a ModelPack artifact becomes a layer, raw and packed`(packing: String) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let source = try ImageLayout(creatingAt: directory.appending("source"))
            let artifact = try await Self.artifact(in: source, packing: packing)
            let recipe = try Self.recipe(
                "        - artifact: oci:source@\(artifact.digest)", notes: "      card: docs/README.md", in: directory)
            let lock = try await Self.locker(fixture, isOffline: true).lock(recipe)
            let model = try Self.content(lock)
            #expect(model.files.map(\.name.description) == ["docs/NOTICE", "docs/README.md", "m.onnx"])
            #expect(
                model.files[2].digest == Digest(of: Self.model) && model.files[0].digest == Digest(of: "notice".utf8))
            #expect(
                model.annotations == [
                    Annotation.licenses: "MIT", Annotation.modelCard: "docs/README.md",
                    Annotation.modelLanguages: "zh,en", Annotation.modelFormat: "onnx", Annotation.modelOpset: "17",
                    Annotation.modelTensors: "1", Annotation.modelParameters: "2",
                ])
            // The lock survives its own text, and the layer comes out of a fresh cache as out of the full one.
            #expect(try Lock(JSON(parsing: lock.json.canonical())) == lock)
            let composer = LayerComposer(
                layout: fixture.layout, fetcher: try fresh(fixture), scratch: directory.appending("scratch"), jobs: 1)
            let layers = try await composer.compose(lock, directory: directory, program: directory.appending("program"))
            let listing = try await fixture.layout.listing(of: layers[0].layer.descriptor)
            #expect(
                listing.map { $0.split(separator: " ")[0] }.sorted() == [
                    "./opt", "./opt/m", "./opt/m/docs", "./opt/m/docs/NOTICE", "./opt/m/docs/README.md",
                    "./opt/m/m.onnx",
                ])
            let notes = layers[0].layer.descriptor.annotations
            #expect(notes[Annotation.licenses] == "MIT" && notes[Annotation.modelOpset] == "17")
            #expect(notes[Annotation.layerName] == "model")
        }
    }

    /// A fetcher with an empty cache.
    private func fresh(_ fixture: StoreFixture) throws -> InputFetcher {
        InputFetcher(
            cache: try InputCache(creatingAt: fixture.directory.appending("fresh")), mirrors: { Mirrors() },
            client: StoreFixture.client, isOffline: true
        ) { _ in }
    }

    @Test func `an artifact comes from Debian's registry, by type and by name`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let fixture = try StoreFixture(in: directory)
            let source = try ImageLayout(creatingAt: directory.appending("source"))
            let artifact = try await Self.artifact(in: source, packing: "tar+gzip")
            try source.tag(artifact, as: RefName("v1"))
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--preserve-digests", "--dest-tls-verify=false", "oci:\(source.root):v1",
                "docker://\(server.host)/models/m:v1")
            let reference = "docker://\(server.host)/models/m@\(artifact.digest)"
            let recipe = try Self.recipe(
                """
                        - artifact: \(reference)
                          media-type: application/vnd.example.other
                        - artifact: \(reference)
                          files: {net.onnx: m.onnx, NOTICE.txt: docs/NOTICE, again.onnx: "\(Digest(of: Self.model))"}
                """, in: directory)
            let model = try Self.content(try await Self.locker(fixture).lock(recipe))
            #expect(model.files.map(\.name.description) == ["NOTICE.txt", "again.onnx", "net.onnx", "other.txt"])
            #expect(model.files[0].digest == Digest(of: "notice".utf8))
            #expect(model.files[1].digest == Digest(of: Self.model) && model.files[2].digest == model.files[1].digest)
            #expect(String(decoding: model.json.canonical(), as: UTF8.self).contains(#""artifact":"\#(reference)","#))
        }
    }

    /// Artifacts that lie, or recipes that ask for what is not there.
    @Test func `what an artifact has not, or calls wrongly, is told`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let source = try ImageLayout(creatingAt: directory.appending("source"))
            let artifact = try await Self.artifact(in: source, packing: "tar")
            func image(_ digest: Digest) throws -> PinnedImage {
                try PinnedImage("oci:source@\(digest)").located(from: directory)
            }
            func lock(_ files: String) async throws {
                _ = try await Self.locker(fixture, isOffline: true).lock(Self.recipe(files, in: directory))
            }
            let entry = "        - artifact: oci:source@\(artifact.digest)\n"
            await #expect(
                throws: ArtifactError.noFile(
                    try image(artifact.digest), "x.onnx", known: ["m.onnx", "other.txt"])
            ) { try await lock(entry + "          files: {a: x.onnx}") }
            let type = try MediaType("application/vnd.example.none")
            let error = await #expect(throws: ArtifactError.self) {
                try await lock(entry + "          media-type: \(type)")
            }
            #expect(error?.description.contains("has no layer of the type \(type)") == true)
            // A layer without a name, one whose name climbs, and an artifact of another kind.
            for (title, mediaType) in [
                (nil, "application/vnd.cncf.model.weight.v1.raw"), ("../x", "application/vnd.cncf.model.weight.v1.raw"),
                ("x", "application/octet-stream"),
            ] {
                var layer = try source.write(Self.model, as: try MediaType(mediaType))
                if let title { layer.annotations = [Annotation.title: title] }
                let manifest = try source.write(
                    Manifest(config: source.write(Array("{}".utf8), as: .empty), layers: [layer], artifactType: .octets)
                )
                let error = await #expect(throws: ArtifactError.self) {
                    try await lock("        - artifact: oci:source@\(manifest.digest)")
                }
                switch error {
                case .noName where title == nil: break
                case .name(_, layer.digest, "../x"): break
                case .noLayer(_, types: ["application/octet-stream"]): break
                default: Issue.record("\(String(describing: error))")
                }
            }
            let index = try source.write(ImageIndex(manifests: [artifact]).json.canonical(), as: .index)
            await #expect(throws: ImageSourceError.index(try image(index.digest))) {
                try await lock("        - artifact: oci:source@\(index.digest)")
            }
        }
    }

    /// Archives that must not become files.
    @Test(arguments: ["climb", "absolute", "link", "twice"])
    func `an archive that lies is refused, and nothing leaves the cache`(lie: String) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let tree = directory.appending("tree")
            try fixture.write([("tree/a", "1"), ("b", "2")])
            let tar: [UInt8]
            switch lie {
            case "climb": tar = try await Tool("tar")("-C", tree.string, "-cP", "../b")
            case "absolute": tar = try await Tool("tar")("-cP", directory.appending("b").string)
            case "link":
                try await Tool("ln", package: "coreutils")("-s", "a", tree.appending("l").string)
                tar = try await Tool("tar")("-C", tree.string, "-c", "a", "l")
            default: tar = try await Tool("tar")("-C", tree.string, "-c", "a", "a", "--hard-dereference")
            }
            let source = try ImageLayout(creatingAt: directory.appending("source"))
            let layer = try source.write(tar, as: MediaType("application/vnd.cncf.model.weight.v1.tar"))
            let manifest = try source.write(
                Manifest(config: source.write(Array("{}".utf8), as: .empty), layers: [layer], artifactType: .octets))
            let recipe = try Self.recipe("        - artifact: oci:source@\(manifest.digest)", in: directory)
            await #expect(throws: (any Error).self) { try await Self.locker(fixture, isOffline: true).lock(recipe) }
        }
    }

    private static let commit = String(repeating: "1b", count: 20)

    private static func hub(_ files: [(name: String, path: String, content: [UInt8])], endpoint: String? = nil)
        -> String
    {
        "        - huggingface: owner/name\n          revision: \(commit)\n"
            + (endpoint.map { "          endpoint: \($0)\n" } ?? "") + "          files:\n"
            + files.map { "            \($0.name): {path: \"\($0.path)\", sha256: \(Digest(of: $0.content).hex)}\n" }
            .joined()
    }

    @Test func `a hub's files come by commit, over a redirect that gets no token`() async throws {
        try await withTemporaryDirectory { directory in
            let store = try LoopbackServer { _ in .init(body: Self.model) }
            let target = store.url("/cdn?sig=1")
            let hub = try LoopbackServer { request in
                request.path.hasSuffix("m%2Bx.onnx") ? .redirect(to: target) : .init(body: Array(Self.card.utf8))
            }
            let fixture = try StoreFixture(in: directory)
            let recipe = try Self.recipe(
                Self.hub([("m.onnx", "onnx/m+x.onnx", Self.model), ("README.md", "README.md", Array(Self.card.utf8))]),
                notes: "      license: Apache-2.0\n      card: README.md\n      metadata: {a.b: c}", in: directory)
            let base = try HTTPURL(hub.url("/mirror"))
            let mirrors = Mirrors(hub: base)
            var options = StoreFixture.client.options
            options.credentials[base.origin] = try HTTPCredential(bearer: "secret")
            let client = HTTPClient(options)
            let fetcher = InputFetcher(
                cache: fixture.cache, mirrors: { mirrors }, client: client, isOffline: false
            ) { _ in }
            let locker = RecipeLocker(
                mirrors: mirrors, client: client, fetcher: fetcher, program: directory, scratch: directory,
                environment: [:])
            let lock = try await locker.lock(recipe)
            let model = try Self.content(lock)
            #expect(
                Set(hub.requests.map(\.path)) == [
                    "/mirror/owner/name/resolve/\(Self.commit)/onnx/m%2Bx.onnx",
                    "/mirror/owner/name/resolve/\(Self.commit)/README.md",
                ])
            #expect(hub.requests.allSatisfy { $0["authorization"] == "Bearer secret" })
            #expect(store.requests.count == 1 && store.requests[0]["authorization"] == nil)
            // The lock names content, not hosts.
            #expect(
                String(decoding: model.files[1].json.canonical(), as: UTF8.self)
                    == #"{"digest":"\#(Digest(of: Self.model))","huggingface":"owner/name","name":"m.onnx","#
                    + #""path":"onnx/m+x.onnx","revision":"\#(Self.commit)","size":\#(Self.model.count)}"#)
            #expect(model.annotations[Annotation.licenses] == "Apache-2.0")
            #expect(model.annotations["dev.imagesmith.model.metadata.a.b"] == "c")
            #expect(try Lock(JSON(parsing: lock.json.canonical())) == lock)
        }
    }

    @Test func `a hub that a recipe names is asked after the mirrors, and wrong bytes are refused`() async throws {
        try await withTemporaryDirectory { directory in
            let good = try LoopbackServer { _ in .init(body: Self.model) }
            let bad = try LoopbackServer { _ in .init(body: Self.model.reversed()) }
            let fixture = try StoreFixture(in: directory)
            let files = [("m.onnx", "m.onnx", Self.model)]
            let recipe = try Self.recipe(Self.hub(files, endpoint: good.origin), in: directory)
            let wrong = try Self.recipe(Self.hub(files, endpoint: bad.origin), in: directory)
            await #expect(throws: FetchError.self) { try await Self.locker(fixture).lock(wrong) }
            #expect(try fixture.cached() == [])
            let mirrors = Mirrors(hubMirrors: [try HTTPURL(bad.origin)])
            _ = try await Self.locker(fixture, mirrors: mirrors).lock(recipe)
            #expect(good.requests.count == 1 && bad.requests.count == 2)
            #expect(try fixture.cached() == [Digest(of: Self.model).hex])
            // Fetched once, it needs no network.
            #expect(throws: Never.self) { try HTTPURL(HubFile.standardEndpoint) }
            _ = try await Self.locker(fixture, isOffline: true).lock(recipe)
            let other = try Self.recipe(Self.hub([("x", "x", [1])]), in: directory)
            await #expect(throws: FetchError.self) { try await Self.locker(fixture, isOffline: true).lock(other) }
        }
    }

    @Test func `a damaged model is refused when it is locked and when it is composed`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try directory.appending("cut.onnx").replace(with: Self.model.dropLast(3))
            let recipe = try Self.recipe("        - file: cut.onnx", in: directory)
            let error = await #expect(throws: ModelFormatError.self) {
                try await Self.locker(fixture, isOffline: true).lock(recipe)
            }
            #expect(error?.description.hasPrefix("the model file cut.onnx is no sound onnx file: at byte ") == true)
            let layer = try fixture.model("m", files: [("x.onnx", "no model")])
            await #expect(throws: ModelFormatError.self) { try await fixture.compose([layer]) }
        }
    }

    @Test func `what a lock says of a model changes no byte of its layer`() throws {
        let path = try TarPath("opt/m")
        let plain = ModelLock(path: path, wheels: [], files: [])
        let noted = ModelLock(path: path, wheels: [], files: [], annotations: [Annotation.licenses: "MIT"])
        func digest(_ lock: ModelLock) -> Digest {
            LockedLayer(name: "m", request: Digest(of: []), compression: .none, content: .model(lock))
                .inputsDigest(epoch: 0)
        }
        #expect(digest(plain) == digest(noted) && plain.json != noted.json)
        for text in [
            #"{"path":"a","wheels":[],"files":[],"annotations":{"dev.imagesmith.layer.name":"x"}}"#,
            #"{"path":"a","wheels":[],"files":[],"annotations":{"org.opencontainers.image.ref.name":"x"}}"#,
        ] {
            #expect(throws: JSONError.self) { try ModelLock(JSONField(JSON(parsing: Array(text.utf8)))) }
        }
    }

    @Test func `a card that is missing or malformed is told`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("a", "1"), ("card.md", "---\nlicense: *a\n---\n")])
            let name = try TarPath("card.md")
            let missing = try Self.recipe("        - file: a", notes: "      card: card.md", in: directory)
            await #expect(throws: ModelAnnotationError.missingCard(name)) {
                try await Self.locker(fixture, isOffline: true).lock(missing)
            }
            let bad = try Self.recipe("        - file: card.md", notes: "      card: card.md", in: directory)
            await #expect(throws: ModelAnnotationError.card(name, .value("license", 2))) {
                try await Self.locker(fixture, isOffline: true).lock(bad)
            }
        }
    }
}
