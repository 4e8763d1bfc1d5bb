import HTTP
import Testing

struct HTTPURLTests {
    @Test(arguments: [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://Example.ORG:443/a/B?q=1#part", "https://example.org/a/B?q=1"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://example.org/ä", "http://example.org/%c3%a4"),
        ("http://example.org/a%20b+c", "http://example.org/a%20b+c"),
        ("http://example.org?q", "http://example.org/?q"),
    ])
    func `has one form`(text: String, form: String) throws {
        #expect(try HTTPURL(text).description == form)
    }

    @Test(
        arguments: [
            ("", .scheme), ("/path", .scheme), ("//host/path", .scheme), ("example.org", .scheme),
            ("file:///etc/passwd", .scheme), ("ftp://example.org/", .scheme), ("http:/example.org/", .scheme),
            ("http:///example.org/", .host), ("http://", .host), ("http:///", .host), ("http://ex ample.org/", .host),
            ("http://bücher.example/", .host), ("http://[::1%25eth0]/", .host), ("http://[::1/", .host),
            ("http://a\\@b/", .credentials), ("http://user@example.org/", .credentials),
            ("http://user:password@example.org/", .credentials), ("http://example.org:0/", .port),
            ("http://example.org:65536/", .port), ("http://example.org:8o/", .port),
            ("http://example.org/\n", .controlCharacter), ("http://example.org/\u{0}x", .controlCharacter),
            ("http://example.org/\u{7F}", .controlCharacter),
            ("http://example.org/" + String(repeating: "a", count: 8192), .tooLong),
        ] as [(String, HTTPURL.Fault)])
    func `refuses what is no such URL`(text: String, fault: HTTPURL.Fault) {
        do {
            let url = try HTTPURL(text)
            Issue.record("\(url) was taken")
        } catch .invalidURL(let named, let found) {
            #expect(named == text)
            #expect(found == fault)
        } catch {
            Issue.record(error)
        }
    }

    @Test func `tells its parts`() throws {
        let url = try HTTPURL("https://Example.org/a?b=c#d")
        #expect(url.scheme == .https)
        #expect(url.host == "example.org")
        #expect(url.port == 443)
        #expect(url.path == "/a")
        #expect(url.query == "b=c")
        #expect(url.origin.description == "https://example.org")
        #expect(url.redacted == "https://example.org/a?…")
        #expect(try HTTPURL("https://example.org:443/z").origin == url.origin)
        #expect(try HTTPURL("http://example.org:443/a").origin != url.origin)
    }

    @Test(arguments: [
        ("http://h", "pool/g++_1.deb", "http://h/pool/g%2B%2B_1.deb"),
        ("http://h/debian/", "a b%41", "http://h/debian/a%20b%2541"),
        ("http://h/debian", "x~1", "http://h/debian/x~1"),
        ("http://h/v2", "name/manifests/sha256:ab", "http://h/v2/name/manifests/sha256:ab"),
        ("http://h/simple?token=t", "numpy/", "http://h/simple/numpy/?token=t"),
        ("http://h", "ä?#", "http://h/%C3%A4%3F%23"),
        ("http://h", "...", "http://h/..."),
    ])
    func `appends a path`(base: String, path: String, whole: String) throws {
        #expect(try HTTPURL(base).appending(path: path).description == whole)
    }

    @Test(arguments: ["", "/", "/a", "a//b", "../a", "a/..", "a/./b", "a//"])
    func `appends no path that leaves its place`(path: String) throws {
        let base = try HTTPURL("http://h/debian")
        #expect(throws: HTTPError.invalidPath(base: base, path: path)) { try base.appending(path: path) }
    }

    @Test func `appends to a query`() throws {
        let url = try HTTPURL("http://h/u").appending(query: "digest", value: "sha256:a+b")
        #expect(url.description == "http://h/u?digest=sha256%3Aa%2Bb")
        #expect(try url.appending(query: "a", value: "&=").description == "http://h/u?digest=sha256%3Aa%2Bb&a=%26%3D")
    }

    @Test(arguments: [
        ("c", "http://h/a/c"), ("/c", "http://h/c"), ("../c", "http://h/c"), ("?x=1", "http://h/a/b?x=1"),
        ("//other:81/c", "http://other:81/c"), ("https://other/c#f", "https://other/c"), ("a b", "http://h/a/a%20b"),
    ])
    func `resolves a reference`(reference: String, whole: String) throws {
        #expect(try HTTPURL("http://h/a/b?q").resolving(reference: reference).description == whole)
    }

    @Test(
        arguments: [
            ("file:///etc/passwd", .scheme), ("gopher://h/", .scheme), ("//user:password@h/", .credentials),
            ("//h:99999/", .port), ("http:///h/", .host), ("HTTP:h", .scheme), ("a\r\nb", .controlCharacter),
            (String(repeating: "a", count: 8193), .tooLong),
            (String(repeating: "a", count: 8190), .tooLong),
        ] as [(String, HTTPURL.Fault)])
    func `refuses a reference that leads elsewhere`(reference: String, fault: HTTPURL.Fault) throws {
        let base = try HTTPURL("http://h/a/b")
        #expect(throws: HTTPError.invalidReference(base: base, reference: reference, fault: fault)) {
            try base.resolving(reference: reference)
        }
    }
}
