import Glibc
import HTTP
@testable import OCI
import SystemPackage
import TestSupport
import Testing

/// Downloads that are interrupted, and what is kept of them.
@Suite(.timeLimit(.minutes(5)))
struct CopyResumeTests {
    /// A blob at a registry, and a layout that lacks it.
    private struct Fixture {
        let upload: UploadFixture
        let registry: QuirkRegistry
        let layout: ImageLayout
        var blob: Descriptor { upload.blob }
        var partial: FilePath { layout.partials.appending(blob.digest.hex) }

        init(in directory: FilePath, _ change: (inout QuirkRegistry.Quirks) -> Void = { _ in }) throws {
            upload = try UploadFixture(10_000_000, in: directory)
            registry = try UploadFixture.registry(change)
            registry.keep(upload.bytes, in: "team/model")
            layout = try ImageLayout(creatingAt: directory.appending("layout"))
        }

        func pull(retries: Int = 2, lowSpeedTime: Duration = .seconds(20)) throws -> BlobDelivery {
            let client = RegistryFixture.client(retries: retries, lowSpeedTime: lowSpeedTime)
            let source = RegistrySource(
                try RegistryReference("docker://\(registry.host)/team/model:v1"), readBy: client)
            return try LayoutDestination(layout, as: .only).write(blob, from: source) { _ in }
        }
    }

    @Test func `a download that lost its process goes on at the byte that is missing`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(in: directory) { $0.delivery = .truncated(after: 9_000_000) }
            #expect(throws: RegistryError.self) { try fixture.pull(retries: 0) }
            #expect(try fixture.partial.status()?.size == 9_000_000)
            #expect(try !fixture.layout.contains(fixture.blob))
            let before = fixture.registry.served
            #expect(try fixture.pull() == .copied(bytes: 1_000_000))
            #expect(fixture.registry.served - before == 1_000_000)
            #expect(try fixture.layout.bytes(fixture.blob) == fixture.upload.bytes)
            #expect(try fixture.partial.status() == nil)
        }
    }

    @Test(arguments: [0, 1, 5_000_000, 10_000_000, 10_000_001])
    func `what was left is hashed and not believed`(count: Int) throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(in: directory)
            try fixture.layout.partials.createDirectories()
            try fixture.partial.replace(with: [UInt8](repeating: 0, count: count))
            #expect(
                try fixture.pull() == .copied(bytes: Int64(count > 10_000_000 ? 10_000_000 : 20_000_000 - count).capped)
            )
            #expect(try fixture.layout.bytes(fixture.blob) == fixture.upload.bytes)
            #expect(try fixture.partial.status() == nil)
        }
    }

    @Test func `a whole file that was not named yet is named without a request`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(in: directory)
            try fixture.layout.partials.createDirectories()
            try fixture.partial.replace(with: fixture.upload.bytes)
            #expect(try fixture.pull() == .copied(bytes: 0))
            #expect(fixture.registry.server.requests.isEmpty)
            #expect(try fixture.layout.bytes(fixture.blob) == fixture.upload.bytes)
        }
    }

    @Test func `a link in a layout from elsewhere is not followed`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(in: directory)
            let precious = directory.appending("precious")
            try precious.replace(with: Array("precious".utf8))
            try fixture.layout.partials.createDirectories()
            for name in ["symlink", "link"] {
                let made =
                    name == "link"
                    ? link(precious.string, fixture.partial.string) : symlink(precious.string, fixture.partial.string)
                #expect(made == 0)
                #expect(try fixture.pull() == .copied(bytes: 10_000_000))
                #expect(try fixture.layout.bytes(fixture.blob) == fixture.upload.bytes)
                #expect(try precious.read(limit: 100) == Array("precious".utf8))
                try fixture.layout.path(of: fixture.blob.digest).remove()
            }
            try fixture.layout.partials.remove()
            #expect(symlink(directory.string, fixture.layout.partials.string) == 0)
            #expect(
                throws: FileError.failed(.create, fixture.layout.partials, .notDirectory)
            ) { try fixture.pull() }
        }
    }

    @Test func `wrong bytes are told once they are all there, and none is kept`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(in: directory)
            var wrong = fixture.upload.bytes
            wrong[5_000_000] ^= 1
            let liar = try LoopbackServer { [wrong] request in .file(wrong, for: request) }
            let source = RegistrySource(
                try RegistryReference("docker://127.0.0.1:\(liar.port)/a:v1"), readBy: RegistryFixture.client())
            #expect(
                throws: LayoutError.digest(expected: fixture.blob.digest, actual: Digest(of: wrong))
            ) { try LayoutDestination(fixture.layout, as: .only).write(fixture.blob, from: source) { _ in } }
            #expect(try fixture.partial.status() == nil && !fixture.layout.contains(fixture.blob))
        }
    }

    @Test(
        arguments: [
            .truncated(after: 9_000_000), .stalled(after: 9_000_000), .chunkedTruncated(65536, after: 5_000_000),
            .dropped,
        ] as [LoopbackServer.Response.Delivery])
    func `a body that ends early or stalls is gone on with in the same process`(
        delivery: LoopbackServer.Response.Delivery
    ) throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(in: directory) { $0.delivery = delivery }
            let start = ContinuousClock.now
            #expect(try fixture.pull(lowSpeedTime: .seconds(1)) == .copied(bytes: 10_000_000))
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(try fixture.layout.bytes(fixture.blob) == fixture.upload.bytes)
        }
    }

    @Test func `two copies at once of one blob bring it once`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try Fixture(in: directory)
            let deliveries = try await [1, 2].concurrentMap(width: 2) { _ in
                try await runBlocking { try fixture.pull() }
            }
            #expect(Set(deliveries) == [.copied(bytes: 10_000_000), .present])
            #expect(fixture.registry.served == 10_000_000)
            #expect(try fixture.layout.partials.entries().isEmpty)
        }
    }
}

extension Int64 {
    /// A blob of 10 MB comes at most once after what was left turned out to be wrong.
    fileprivate var capped: Int64 { self == 20_000_000 ? 10_000_000 : self }
}
