import HTTP
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

struct SignedTextTests {
    @Test func `takes what the archive's keys signed, and nothing around it`() async throws {
        try await withTemporaryDirectory { scratch in
            let document = try await release()
            let signed = try await verify(document, scratch)
            #expect(!signed.signers.isEmpty)
            let around = try await verify(
                Array("Suite: evil\n".utf8) + document + Array("\nSuite: evil\n".utf8), scratch)
            #expect(around == signed)
            #expect(try DebianRelease(parsing: signed.bytes).files.count > 10)
        }
    }

    @Test func `refuses a text in which one letter was changed`() async throws {
        try await withTemporaryDirectory { scratch in
            var document = try await release()
            let place = try #require(firstRange(of: Array("Origin: D".utf8), in: document))
            document[place.upperBound - 1] = UInt8(ascii: "E")
            await #expect {
                try await verify(document, scratch)
            } throws: { error in
                guard case SignatureError.bad(_, let reason) = error else { return false }
                return reason.hasPrefix("BADSIG ")
            }
        }
    }

    @Test func `refuses a text of keys that the keyring has not`() async throws {
        try await withTemporaryDirectory { scratch in
            let ring = scratch.appending("empty.gpg")
            try ring.replace(with: [])
            let document = try await release()
            await #expect {
                try await SignedText(verifying: document, name: "x", keyring: ring, scratch: scratch)
            } throws: { error in
                if case SignatureError.unsigned = error { true } else { false }
            }
        }
    }

    @Test(arguments: ["", "Suite: x\n", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nSuite: x\n"])
    func `refuses a text without a signature`(text: String) async throws {
        try await withTemporaryDirectory { scratch in
            _ = await #expect(throws: SignatureError.self) { try await verify(Array(text.utf8), scratch) }
        }
    }

    private func release() async throws -> [UInt8] {
        let archive = try DebianHost.archives()[0]
        let base = try #require(try DebianHost.mirrors()[archive.name]?.first)
        let url = try base.appending(path: "dists/\(archive.suites[1])/InRelease")
        return try await runBlocking { try DebianHost.client.fetch(url, limit: 1 << 24) }
    }

    private func verify(_ document: [UInt8], _ scratch: FilePath) async throws -> SignedText {
        try await SignedText(
            verifying: document, name: "x", keyring: DebianArchive.defaultKeyring, scratch: scratch)
    }

    private func firstRange(of needle: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
        (0...(bytes.count - needle.count)).first { bytes[$0..<($0 + needle.count)].elementsEqual(needle) }
            .map { $0..<($0 + needle.count) }
    }
}
