@testable import HTTP
import Testing

struct HTTPHeadersTests {
    @Test func `finds fields whatever their case`() throws {
        let headers = try HTTPHeaders([("Accept", "a"), ("X-One", ""), ("accept", "b")])
        #expect(headers["ACCEPT"] == "a")
        #expect(headers.values(of: "Accept") == ["a", "b"])
        #expect(headers["x-one"] == "")
        #expect(headers["x-two"] == nil)
    }

    @Test(arguments: [
        ("", "x"), ("a b", "x"), ("a:", "x"), ("ä", "x"), ("x", "a\r\nAuthorization: b"), ("x", "\u{0}"),
        ("Authorization", "x"), ("COOKIE", "x"), ("Host", "x"), ("Content-Length", "1"),
        ("Transfer-Encoding", "chunked"),
        ("Proxy-Authorization", "x"), ("Range", "bytes=0-"),
    ])
    func `refuses what cannot be sent or is not the caller's to send`(name: String, value: String) {
        #expect(throws: HTTPError.invalidHeader(name: name)) { try HTTPHeaders([(name, value)]) }
    }

    @Test(arguments: [("", "p"), ("a:b", "p"), ("u", "p\n")])
    func `refuses a login that cannot be sent`(user: String, password: String) {
        #expect(throws: HTTPError.invalidCredential) { try HTTPCredential(user: user, password: password) }
    }

    @Test(arguments: ["", "a b", "a\r\n", "ä"])
    func `refuses a token that cannot be sent`(token: String) {
        #expect(throws: HTTPError.invalidCredential) { try HTTPCredential(bearer: token) }
    }

    @Test func `never shows a secret`() throws {
        let secrets = try [HTTPCredential(user: "user", password: "hidden"), HTTPCredential(bearer: "hidden")]
        var dumped = ""
        for secret in secrets { dump(secret, to: &dumped) }
        #expect(!"\(secrets) \(dumped) \(String(reflecting: secrets))".contains("hidden"))
    }

    @Test(
        arguments: [
            ("bytes 0-9/10", 0...9, 10), ("BYTES 5-5/*", 5...5, nil), ("bytes */7", nil, 7),
        ] as [(String, ClosedRange<Int64>?, Int64?)])
    func `reads a content range`(text: String, bytes: ClosedRange<Int64>?, total: Int64?) {
        #expect(ContentRange(text)?.bytes == bytes)
        #expect(ContentRange(text)?.total == total)
    }

    @Test(arguments: [
        "", "bytes", "bytes 0-9", "bytes 9-0/10", "bytes 0-10/10", "bytes -1-2/3", "bytes +1-2/3", "bytes */*",
        "lines 0-9/10", "bytes 0-9/x", "bytes 0-9223372036854775808/*", "bytes 0-1-2/3",
    ])
    func `refuses what is no content range`(text: String) {
        #expect(ContentRange(text) == nil)
    }
}
