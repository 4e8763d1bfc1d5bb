import OCI
import SystemPackage
import TestSupport
import Testing

struct TagMoveTests {
    @Test func `moves a tag only from what it was read as`() throws {
        try withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let client = RegistryFixture.client()
            let repository = try RegistryRepository("\(server.host)/team/model")
            let tag = RegistryReference(repository, .tag("v1"))
            let layout = try ImageLayout(creatingAt: directory.appending("layout"))
            let documents = try (0..<2).map { number in
                let config = try layout.write(Array("{\"n\":\(number)}".utf8), as: .config)
                _ = try client.upload(config, to: repository) {
                    BlobExtent(file: layout.path(of: config.digest), offset: 0, size: config.size)
                }
                return try ManifestDocument(Manifest(config: config, layers: []).json.canonical(), from: "test")
            }
            let digests = documents.map(\.descriptor.digest)
            #expect(try client.existing(tag) == nil)
            try client.move(tag, to: documents[0], ifStill: nil)
            #expect(try client.existing(tag)?.descriptor.digest == digests[0])
            #expect(
                throws: TagMovedError(reference: tag, expected: nil, actual: digests[0], image: digests[1])
            ) { try client.move(tag, to: documents[1], ifStill: nil) }
            #expect(
                throws: TagMovedError(reference: tag, expected: digests[1], actual: digests[0], image: digests[1])
            ) { try client.move(tag, to: documents[1], ifStill: digests[1]) }
            #expect(try client.existing(tag)?.descriptor.digest == digests[0])
            try client.move(tag, to: documents[1], ifStill: digests[0])
            #expect(try client.existing(tag)?.descriptor.digest == digests[1])
        }
    }
}
