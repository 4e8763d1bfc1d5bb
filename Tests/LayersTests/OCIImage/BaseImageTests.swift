import Archive
import HTTP
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct BaseImageTests {
    /// A base of two layers in a layout, as Docker would have left it.
    private static func base(
        in layout: ImageLayout, platform: Platform = Platform(os: "linux", architecture: "amd64"),
        change: (inout Manifest, inout ImageConfig) -> Void = { _, _ in }
    ) throws -> Descriptor {
        let layers = try ["one", "two"].map { try layout.write(Array($0.utf8), as: .dockerLayer) }
        var config = ImageConfig(
            created: "2026-10-01T00:00:00Z", platform: platform,
            execution: ExecutionConfig(
                user: "7", environment: ["PATH=/bin", "KEPT=1"], entrypoint: ["/base"], command: ["serve"],
                labels: ["a": "base", "b": "base"]),
            diffIDs: layers.map { DiffID($0.digest) },
            history: [
                HistoryEntry(created: nil, createdBy: "one"),
                HistoryEntry(created: nil, createdBy: "env", isEmptyLayer: true),
                HistoryEntry(created: nil, createdBy: "two"),
            ])
        config.execution.unknown["Healthcheck"] = ["Test": ["CMD", "true"]]
        var manifest = Manifest(config: Descriptor(mediaType: .config, digest: Digest(of: []), size: 0), layers: layers)
        change(&manifest, &config)
        if manifest.config.size == 0 { manifest.config = try layout.write(config) }
        return try layout.write(manifest)
    }

    private static func recipe(_ from: String, config: String = "", in directory: FilePath) throws -> Recipe {
        let text = RecipeSample.least.replacing("epoch: 0\n", with: "epoch: 0\nfrom: \(from)\n") + "\n" + config
        return try Recipe(parsing: Array(text.utf8), file: directory.appending("r.yaml"))
    }

    private static func fetcher(_ fixture: StoreFixture, isOffline: Bool = false) -> InputFetcher {
        InputFetcher(
            cache: fixture.cache, mirrors: { Mirrors() }, client: StoreFixture.client,
            images: ImageSources(
                store: fixture.layout.root, registry: RegistryClient(StoreFixture.client), isOffline: isOffline),
            isOffline: isOffline
        ) { _ in }
    }

    private static func lock(_ recipe: Recipe, _ fixture: StoreFixture, isOffline: Bool = false) async throws -> Lock {
        try await RecipeLocker(
            mirrors: Mirrors(), client: StoreFixture.client, fetcher: fetcher(fixture, isOffline: isOffline),
            program: fixture.directory, scratch: fixture.directory, environment: [:]
        ).lock(recipe)
    }

    private static func build(_ recipe: Recipe, _ lock: Lock, _ fixture: StoreFixture) async throws -> Descriptor {
        let composer = LayerComposer(
            layout: fixture.layout, fetcher: fetcher(fixture), scratch: fixture.directory.appending("scratch"), jobs: 1)
        let base = try await composer.base(of: lock, directory: fixture.directory)
        let layers = try await composer.compose(lock, directory: fixture.directory, program: fixture.directory)
        return try ImageAssembler(layout: fixture.layout).assemble(layers, on: base, recipe: recipe, lock: lock)
    }

    @Test func `layers stand upon a base whose layers are not fetched until something needs them`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("file", "mine")])
            let source = try ImageLayout(creatingAt: directory.appending("source"))
            let base = try Self.base(in: source) { manifest, _ in
                for index in manifest.layers.indices { manifest.layers[index].mediaType = .layer }
            }
            try source.tag(base, as: RefName("v1"))
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--preserve-digests", "--dest-tls-verify=false", "oci:\(source.root):v1",
                "docker://\(server.host)/team/base:v1")
            let from = "docker://\(server.host)/team/base@\(base.digest)"
            let recipe = try Self.recipe(from, in: directory)
            let lock = try await Self.lock(recipe, fixture)
            #expect(
                String(decoding: try #require(lock.base).json.canonical(), as: UTF8.self)
                    == #"{"manifest":{"digest":"\#(base.digest)","mediaType":"\#(MediaType.manifest)","size":\#(base.size)},"#
                    + #""reference":"\#(from)"}"#)
            #expect(try Lock(JSON(parsing: lock.json.canonical())) == lock)
            let image = try await Self.build(recipe, lock, fixture)
            let manifest = try fixture.layout.manifest(image)
            #expect(manifest.layers.map(\.digest).dropLast() == [Digest(of: "one".utf8), Digest(of: "two".utf8)])
            #expect(manifest.annotations[Annotation.baseName] == "\(server.host)/team/base")
            #expect(manifest.annotations[Annotation.baseDigest] == base.digest.description)
            // The configuration was asked for, and no layer.
            let layers = manifest.layers.dropLast()
            func fetched() throws -> [String] {
                try server.blobRequests().filter { line in layers.contains { line.contains($0.digest.hex) } }
            }
            #expect(try fetched() == [])
            #expect(try layers.allSatisfy { try !fixture.layout.contains($0) })
            let fetcher = BlobFetcher(layout: fixture.layout, registry: RegistryClient(StoreFixture.client))
            #expect(try await fetcher.complete(image).map(\.digest) == layers.map(\.digest))
            #expect(try fetched().count == 2)
            // What is there is not asked for again: neither documents nor layers.
            let before = try server.blobRequests().count
            #expect(try await Self.build(recipe, lock, fixture) == image)
            #expect(try await fetcher.complete(image) == [])
            #expect(try server.blobRequests().count == before)
        }
    }

    @Test func `an image inherits its base's configuration and history`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("file", "mine")])
            let source = try ImageLayout(creatingAt: directory.appending("source"))
            let base = try Self.base(in: source)
            let config = """
                config:
                  env: {PATH: /mine, NEW: "2"}
                  entrypoint: [/mine]
                  workdir: /srv
                  labels: {b: mine, c: mine}
                  ports: [80/tcp]
                """
            let recipe = try Self.recipe("oci:source@\(base.digest)", config: config, in: directory)
            let image = try await Self.build(recipe, Self.lock(recipe, fixture, isOffline: true), fixture)
            let manifest = try fixture.layout.manifest(image)
            let made = try fixture.layout.config(of: manifest)
            var expected = ExecutionConfig(
                user: "7", environment: ["PATH=/mine", "KEPT=1", "NEW=2"], entrypoint: ["/mine"], command: [],
                workingDirectory: "/srv", exposedPorts: ["80/tcp"], labels: ["a": "base", "b": "mine", "c": "mine"])
            expected.unknown["Healthcheck"] = ["Test": ["CMD", "true"]]
            #expect(made.execution == expected)
            #expect(made.diffIDs.dropLast() == [DiffID(Digest(of: "one".utf8)), DiffID(Digest(of: "two".utf8))])
            #expect(made.history.map(\.createdBy) == ["one", "env", "two", "imagesmith layer files (files)"])
            #expect(made.created == "1970-01-01T00:00:00Z")
            // Docker's types become OCI's words for the same bytes.
            #expect(manifest.layers.map(\.mediaType) == [.layer, .layer, .layerZstd])
            // A layout on this machine has no name elsewhere.
            #expect(manifest.annotations[Annotation.baseName] == nil)
            let layer = manifest.layers[0]
            #expect(BlobOrigins(of: fixture.layout).places(of: layer.digest) == [.layout(source.root)])
        }
    }

    @Test(
        arguments: [
            ("", ["/base"], ["serve"], "7"), ("config: {command: [x]}", ["/base"], ["x"], "7"),
            ("config: {entrypoint: []}", [], [], "7"), ("config: {entrypoint: [/e], command: [x]}", ["/e"], ["x"], "7"),
            ("config: {command: []}", ["/base"], [], "7"), ("config: {user: \"8\"}", ["/base"], ["serve"], "8"),
        ])
    func `what the recipe does not give is the base's`(
        config: String, entrypoint: [String], command: [String], user: String
    ) throws {
        let recipe = try Self.recipe("x@\(Digest(of: []))", config: config, in: "/r")
        let base = ExecutionConfig(user: "7", entrypoint: ["/base"], command: ["serve"])
        let merged = recipe.execution.over(base, given: recipe.executionKeys)
        #expect(merged.entrypoint == entrypoint && merged.command == command && merged.user == user)
    }

    @Test func `of an index the recipe's platform counts`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let arm = Platform(os: "linux", architecture: "arm64", variant: "v8")
            let amd = Platform(os: "linux", architecture: "amd64")
            var first = try Self.base(in: fixture.layout, platform: arm)
            first.platform = arm
            var second = try Self.base(in: fixture.layout)
            second.platform = amd
            let index = try fixture.layout.write(
                ImageIndex(manifests: [first, second]).json.canonical(), as: .index)
            let recipe = try Self.recipe("team/base@\(index.digest)", in: directory)
            try fixture.write([("file", "mine")])
            let lock = try await Self.lock(recipe, fixture, isOffline: true)
            #expect(lock.base?.manifest.digest == second.digest)
            let image = try await Self.build(recipe, lock, fixture)
            let notes = try fixture.layout.manifest(image).annotations
            #expect(notes[Annotation.baseName] == "team/base" && notes[Annotation.baseDigest] == "\(index.digest)")
            let other = try fixture.layout.write(ImageIndex(manifests: [first]).json.canonical(), as: .index)
            let none = try Self.recipe("x@\(other.digest)", in: directory)
            await #expect(
                throws: BaseImageError.noPlatform(try PinnedImage("x@\(other.digest)"), expected: amd, known: [arm])
            ) { try await Self.lock(none, fixture, isOffline: true) }
            let wrong = try Self.recipe("x@\(first.digest)", in: directory)
            await #expect(
                throws: BaseImageError.platform(try PinnedImage("x@\(first.digest)"), expected: amd, actual: arm)
            ) { try await Self.lock(wrong, fixture, isOffline: true) }
        }
    }

    /// Bases that cannot be one, each with what is said.
    @Test(arguments: [
        ("artifact", "is no image but an artifact"), ("counts", "has 2 layers but 1 diffIDs"),
        ("type", "has a layer of the type application/octet-stream"), ("name", "has a layer named 'files'"),
    ])
    func `what cannot be a base is told when it is locked`(fault: String, words: String) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("file", "mine")])
            let base = try Self.base(in: fixture.layout) { manifest, config in
                switch fault {
                case "artifact": manifest.artifactType = .octets
                case "counts": config.diffIDs.removeLast()
                case "type": manifest.layers[0].mediaType = .octets
                default: manifest.layers[0].annotations[Annotation.layerName] = "files"
                }
            }
            let recipe = try Self.recipe("base@\(base.digest)", in: directory)
            let error = await #expect(throws: BaseImageError.self) {
                try await Self.lock(recipe, fixture, isOffline: true)
            }
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        }
    }

    @Test func `a base that is not there, damaged or forbidden is told`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("file", "mine")])
            let digest = Digest(of: "nothing".utf8)
            let here = try PinnedImage("base@\(digest)")
            let recipe = try Self.recipe("base@\(digest)", in: directory)
            await #expect(throws: ImageSourceError.layout(here, .missingBlob(digest, layout: fixture.layout.root))) {
                try await Self.lock(recipe, fixture, isOffline: true)
            }
            try fixture.layout.path(of: digest).replace(with: Array("forged".utf8))
            await #expect(
                throws: ImageSourceError.layout(here, .digest(expected: digest, actual: Digest(of: "forged".utf8)))
            ) { try await Self.lock(recipe, fixture, isOffline: true) }
            let remote = try Self.recipe("docker://127.0.0.1:1/x@\(digest)", in: directory)
            await #expect(
                throws: ImageSourceError.offline(try PinnedImage("docker://127.0.0.1:1/x@\(digest)"), digest)
            ) { try await Self.lock(remote, fixture, isOffline: true) }
        }
    }

    @Test func `a base without a history that counts its layers gets one`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("file", "mine")])
            let base = try Self.base(in: fixture.layout) { _, config in config.history = [] }
            let recipe = try Self.recipe("base@\(base.digest)", in: directory)
            let image = try await Self.build(recipe, Self.lock(recipe, fixture, isOffline: true), fixture)
            let config = try fixture.layout.config(of: fixture.layout.manifest(image))
            #expect(
                config.history.map(\.createdBy).dropLast() == ["from base@\(base.digest)", "from base@\(base.digest)"])
        }
    }
}
