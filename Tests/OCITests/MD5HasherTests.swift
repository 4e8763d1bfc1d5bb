import OCI
import Testing

struct MD5HasherTests {
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        (
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "57edf4a22be3c955ac49da2e2107b67a"
        ),
    ])
    func `hashes as RFC 1321 shows`(text: String, expected: String) {
        #expect(MD5Hasher.hex(Array(text.utf8)) == expected)
    }
}
