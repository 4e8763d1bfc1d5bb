import Archive
import HTTP
@testable import Layers
import OCI
import Synchronization
import SystemPackage
import TestSupport
import Testing

struct RemoteLayerCacheTests {
    /// A builder with a store of its own that shares layers.
    private struct Builder {
        let fixture: StoreFixture
        let shared: RemoteLayerCache
        let notices = Notices()

        init(in directory: FilePath, sharing repository: RegistryRepository) throws {
            try directory.createDirectories()
            fixture = try StoreFixture(in: directory)
            shared = RemoteLayerCache(in: repository, by: RegistryClient(StoreFixture.client))
        }

        func compose(_ layers: [LockedLayer]) async throws -> [NamedLayer] {
            let notices = notices
            let fetcher = InputFetcher(
                cache: fixture.cache, mirrors: { Mirrors() }, client: StoreFixture.client, isOffline: true
            ) { event in
                if case .notice(let text) = event { notices.add(text) }
            }
            var composer = LayerComposer(
                layout: fixture.layout, fetcher: fetcher, scratch: fixture.directory.appending("scratch"), jobs: 2)
            composer.shared = shared
            return try await composer.compose(
                fixture.lock(layers, recipe: fixture.recipe()), directory: fixture.directory,
                program: fixture.directory.appending("program"))
        }
    }

    private final class Notices: Sendable {
        private let texts = Mutex<[String]>([])

        func add(_ text: String) { texts.withLock { $0.append(text) } }

        var all: [String] { texts.withLock { $0 } }
    }

    /// Names bytes by their digests, but for those that it is told to lie about.
    private final class Lies: Sendable {
        private let names = Mutex<[Digest: Digest]>([:])

        func call(_ bytes: [UInt8], _ digest: Digest) { names.withLock { $0[Digest(of: bytes)] = digest } }

        func name(_ bytes: [UInt8]) -> String {
            let digest = Digest(of: bytes)
            return names.withLock { $0[digest] ?? digest }.description
        }
    }

    private static func layers(_ builder: Builder, _ compression: Compression) throws -> [LockedLayer] {
        [
            try builder.fixture.model("one", files: [("a", "1")], compression: compression),
            try builder.fixture.model("two", at: "opt/models/n", files: [("b", "2")], compression: compression),
        ]
    }

    @Test(arguments: [Compression.none, .gzip, .zstd])
    func `composes once for all builders`(compression: Compression) async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let repository = try RegistryRepository("\(server.host)/team/layers")
            let first = try Builder(in: directory.appending("first"), sharing: repository)
            let layers = try Self.layers(first, compression)
            let made = try await first.compose(layers)
            #expect(made.map(\.isCached) == [false, false] && first.notices.all == [])
            // The second builder has no inputs at all.
            let second = try Builder(in: directory.appending("second"), sharing: repository)
            let taken = try await second.compose(layers)
            #expect(taken.map(\.isCached) == [true, true] && second.notices.all == [])
            #expect(taken.map(\.layer) == made.map(\.layer))
            for layer in taken { try second.fixture.layout.stream(layer.layer.descriptor) { _ in } }
            // What was taken once is in the store, whether the registry is there or not.
            let inputs = layers[0].inputsDigest(epoch: StoreFixture.epoch)
            #expect(LayerCache(of: second.fixture.layout).find(inputs)?.diffID == made[0].layer.diffID)
        }
    }

    @Test(arguments: ["diffID", "inputs", "kind", "compression", "damaged"])
    func `composes a layer whose shared entry is wrong, and tells so`(fault: String) async throws {
        try await withTemporaryDirectory { directory in
            let lies = Lies()
            let registry = try QuirkRegistry(digest: { lies.name($0) })
            let repository = try RegistryRepository("\(registry.host)/team/layers")
            let builder = try Builder(in: directory.appending("builder"), sharing: repository)
            let layers = Array(try Self.layers(builder, .gzip).prefix(1))
            let inputs = layers[0].inputsDigest(epoch: StoreFixture.epoch)

            // Somebody's layer of other content, under these inputs.
            let other = try Builder(in: directory.appending("other"), sharing: repository)
            let foreign = try await other.fixture.compose([
                other.fixture.model("one", files: [("a", "evil")], compression: .gzip)
            ])[0].layer
            let bytes = try other.fixture.layout.path(of: foreign.descriptor.digest).read(limit: 1 << 20)
            var layer = foreign.descriptor
            layer.annotations = [Annotation.layerDiffID: foreign.diffID.description]
            var manifest = Manifest(
                config: Descriptor(mediaType: .empty, digest: Digest(of: "{}".utf8), size: 2), layers: [layer],
                annotations: [Annotation.layerInputs: inputs.description],
                artifactType: try MediaType(RemoteLayerCache.artifactType))
            switch fault {
            case "diffID":
                manifest.layers[0].annotations = [Annotation.layerDiffID: Digest(of: [1]).description]
            case "inputs": manifest.annotations = [Annotation.layerInputs: Digest(of: [1]).description]
            case "kind": manifest.artifactType = .lock
            case "compression": manifest.layers[0].mediaType = .layerZstd
            default: break
            }
            var sent = bytes
            if fault == "damaged" {
                // Under the digest of the sound bytes the registry gives others.
                sent[sent.count / 2] ^= 1
                lies.call(sent, layer.digest)
            }
            registry.keep(sent, in: repository.name)
            registry.keep(
                manifest.json.canonical(), as: MediaType.manifest.description, tag: "layer-\(inputs.hex)",
                in: repository.name)

            let composed = try await builder.compose(layers)
            #expect(composed.map(\.isCached) == [false])
            #expect(composed[0].layer.diffID != foreign.diffID)
            #expect(builder.notices.all.count == 1)
            #expect(builder.notices.all.first?.hasPrefix("one: the shared layer is not used: ") == true)
            #expect(try !builder.fixture.layout.contains(foreign.descriptor))
            // What was wrong was replaced.
            let next = try Builder(in: directory.appending("next"), sharing: repository)
            let taken = try await next.compose(layers)
            #expect(taken.map(\.isCached) == [true] && taken.map(\.layer) == composed.map(\.layer))
            #expect(next.notices.all == [])
        }
    }

    @Test func `composes as if there were no cache where the registry is gone`() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try RegistryRepository("127.0.0.1:1/team/layers")
            let builder = try Builder(in: directory.appending("builder"), sharing: repository)
            let composed = try await builder.compose(Self.layers(builder, .none))
            #expect(composed.map(\.isCached) == [false, false])
            #expect(builder.notices.all.count == 4)
        }
    }
}
