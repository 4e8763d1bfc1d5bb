import OCI
import Testing

struct DigestTests {
    /// The SHA-256 of no bytes.
    private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test func `reads what it writes`() throws {
        let digest = try Digest("sha256:" + Self.empty)
        #expect(digest.description == "sha256:" + Self.empty)
        #expect(digest.hex == Self.empty)
        #expect(digest.short == "e3b0c44298fc")
        #expect(try Digest(hex: Self.empty) == digest)
        #expect(Digest(of: []) == digest)
    }

    @Test(arguments: [
        "", "sha256", "sha512:" + empty + empty, "SHA256:" + empty, empty, " sha256:" + empty, "md5:d41d8cd98f00b204",
        "sha256\u{301}:" + empty,
    ])
    func `refuses another algorithm`(text: String) {
        #expect(throws: DigestError.algorithm(String(text.prefix(100)))) { try Digest(text) }
    }

    @Test(arguments: [
        "", String(empty.dropLast()), empty + "0", empty.uppercased(), String(empty.dropLast()) + "g", empty + "\n",
        String(empty.dropLast()) + "\u{0}", "../../../../../../../../etc/passwd", String(repeating: "٠", count: 32),
        String(repeating: "٠", count: 64), String(empty.dropLast()) + "５",
    ])
    func `refuses what is not 64 lowercase hexadecimal digits`(text: String) {
        #expect(throws: DigestError.hexadecimal(String(text.prefix(100)))) { try Digest("sha256:" + text) }
        #expect(throws: DigestError.hexadecimal(String(text.prefix(100)))) { try Digest(hex: text) }
    }

    @Test func `says why, and no more than a hundred characters of the text`() throws {
        let long = String(repeating: "x", count: 1_000_000)
        #expect(throws: DigestError.algorithm(String(repeating: "x", count: 100))) { try Digest(long) }
        #expect(
            DigestError.algorithm("md5:00").description == "'md5:00' is not a digest: it does not begin with 'sha256:'")
        #expect(
            DigestError.hexadecimal("00").description
                == "'00' is not a SHA-256: 64 lowercase hexadecimal digits are wanted")
    }

    @Test func `sorts by its digits`() throws {
        let digests = [Digest(of: [1]), Digest(of: [2]), Digest(of: [3])].sorted()
        #expect(digests.map(\.short) == ["084fed08b978", "4bf5122f3445", "dbc1b4c900ff"])
    }

    @Test func `chains diffIDs as the image-spec says`() throws {
        let first = DiffID(Digest(of: Array("first".utf8)))
        let second = DiffID(Digest(of: Array("second".utf8)))
        let third = DiffID(Digest(of: Array("third".utf8)))
        #expect(ChainID([]) == nil)
        #expect(ChainID([first])?.digest == first.digest)
        // printf '%s %s' "$first" "$second" | sha256sum, and once more with the third.
        #expect(
            ChainID([first, second])?.description
                == "sha256:346b0db932528b3bef9d4ffefd66a9b502b0f4590ef26a74d8a8d8ed0a78cdae")
        #expect(
            ChainID([first, second, third])?.description
                == "sha256:4fedbb4928977c8a3dbf3817ef84cd8708b01647cbb1f2cdc34388f36b06d683")
    }
}
