import OCI
import SystemPackage
import TestSupport
import Testing

struct BlobFetcherTests {
    private typealias Fixture = RegistryFixture

    /// A layout with an image whose one layer lies elsewhere.
    private static func shallow(in directory: FilePath) throws -> (ImageLayout, Descriptor) {
        let layout = try ImageLayout(creatingAt: directory.appending("shallow"))
        let config = ImageConfig(
            created: nil, platform: Platform(os: "linux", architecture: "amd64"), execution: ExecutionConfig(),
            diffIDs: [DiffID(Fixture.blob.digest)], history: [])
        return (layout, try layout.write(Manifest(config: layout.write(config), layers: [Fixture.blob])))
    }

    @Test func `a shallow image is completed from a registry, once`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try LoopbackServer(handler: Fixture.answer)
            let (layout, image) = try Self.shallow(in: directory)
            let fetcher = BlobFetcher(layout: layout, registry: Fixture.client())
            // Without a note of its origin a blob stays missing.
            #expect(try await fetcher.complete(image) == [])
            let repository = try Fixture.reference(server, ":v1").repository
            try BlobOrigins(of: layout).record(.registry(repository), for: Fixture.blob.digest)
            #expect(try await fetcher.complete(image) == [Fixture.blob])
            #expect(try layout.bytes(Fixture.blob) == Fixture.layer)
            #expect(try await fetcher.complete(image) == [])
            #expect(server.requests.count == 1)
        }
    }

    @Test func `the latest origin is tried first, and the next after it`() async throws {
        try await withTemporaryDirectory { directory in
            let bad = try LoopbackServer { _ in LoopbackServer.Response(body: Fixture.layer.reversed()) }
            let (layout, image) = try Self.shallow(in: directory)
            let other = try ImageLayout(creatingAt: directory.appending("other"))
            let origins = BlobOrigins(of: layout)
            let wrong = BlobOrigin.registry(try Fixture.reference(bad, ":v1").repository)
            try origins.record(.layout(other.root), for: Fixture.blob.digest)
            try origins.record(wrong, for: Fixture.blob.digest)
            #expect(origins.places(of: Fixture.blob.digest) == [wrong, .layout(other.root)])
            let fetcher = BlobFetcher(layout: layout, registry: Fixture.client())
            let error = await #expect(throws: BlobFetchError.self) { try await fetcher.complete(image) }
            #expect(error?.reasons.count == 2)
            #expect(try !layout.contains(Fixture.blob))
            #expect(try layout.root.appending("blobs/sha256").entries().count == 2)
            #expect(try other.write(Fixture.layer, as: .layer) == Fixture.blob)
            #expect(try await fetcher.complete(image) == [Fixture.blob])
        }
    }

    @Test func `a note that is damaged is no note`() throws {
        try withTemporaryDirectory { directory in
            let (layout, _) = try Self.shallow(in: directory)
            let origins = BlobOrigins(of: layout)
            try origins.record(.layout("/x"), for: Fixture.blob.digest)
            let file = layout.root.appending(".imagesmith/origins/\(Fixture.blob.digest.hex).json")
            #expect(try file.read(limit: 100) == Array(#"{"origins":["oci:/x"]}"#.utf8))
            for text in ["", "[]", #"{"origins":["/x","docker://x","oci:x","http://a.b/c"]}"#] {
                try file.replace(with: Array(text.utf8))
                #expect(origins.places(of: Fixture.blob.digest) == [])
            }
        }
    }
}
