import OCI
import SystemPackage
import TestSupport
import Testing

struct SHA256HasherTests {
    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 1000, 1 << 20])
    func `agrees with openssl`(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 7) }
        let judged = try await Tool("openssl")("dgst", "-sha256", "-r", input: bytes)
        #expect(String(decoding: judged, as: UTF8.self) == "\(Digest(of: bytes).hex) *stdin\n")
    }

    @Test func `does not depend on how the bytes are cut`() {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for size in [1, 3, 64, 9_999] {
            var hasher = SHA256Hasher()
            for start in stride(from: 0, to: bytes.count, by: size) {
                hasher.update(Array(bytes[start..<min(start + size, bytes.count)]))
                hasher.update([])
            }
            #expect(hasher.finalize() == Digest(of: bytes))
        }
    }

    @Test func `hashes a file, through links, and nothing but a file`() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("file")
            try file.replace(with: Array("content".utf8))
            try await Tool("ln", package: "coreutils")("-s", "file", directory.appending("link").string)
            try await Tool("mkfifo")(directory.appending("fifo").string)
            let expected = Digest(of: Array("content".utf8))
            #expect(try Digest(ofFile: file) == expected)
            #expect(try Digest(ofFile: directory.appending("link")) == expected)
            #expect(throws: FileError.notRegular(directory)) { try Digest(ofFile: directory) }
            // Nobody writes to it: waiting would be for ever.
            let fifo = directory.appending("fifo")
            #expect(throws: FileError.notRegular(fifo)) { try Digest(ofFile: fifo) }
            let missing = directory.appending("missing")
            #expect(throws: FileError.failed(.open, missing, .noSuchFileOrDirectory)) { try Digest(ofFile: missing) }
        }
    }
}
