import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct HTTPClientGetTests {
    private struct Full: Error, Equatable {}

    @Test func `streams a body whatever its framing`() throws {
        let body = pattern(300_000)
        let server = try LoopbackServer([
            "/whole": { _ in .init(body: body) },
            "/chunked": { _ in .init(body: body, delivery: .chunked(1000)) },
            "/close": { _ in .init(body: Array("HTTP/1.0 200 OK\r\n\r\n".utf8) + body, delivery: .raw) },
            "/nothing": { _ in .init(204) },
        ])
        let client = makeClient()
        for path in ["/whole", "/chunked", "/close"] {
            let receipt = try client.collect(server.url(path))
            #expect(receipt.bytes == body)
            #expect(receipt.response?.status == 200)
            #expect(receipt.response?.body == [])
        }
        #expect(try client.collect(server.url("/nothing")).bytes == [])
    }

    @Test func `asks for nothing but the resource`() throws {
        let server = try LoopbackServer(["/a": { _ in .init() }])
        _ = try makeClient().collect(server.url("/a?b=c"))
        let request = try #require(server.requests.first)
        #expect(request.query == "b=c")
        #expect(
            request.headers.map { "\($0.name): \($0.value)" } == [
                "host: 127.0.0.1:\(server.port)", "user-agent: imagesmith/test", "accept: */*",
            ])
    }

    @Test func `keeps a connection for the next request`() throws {
        let server = try LoopbackServer(["/a": { _ in .init(body: [1]) }])
        let client = makeClient()
        for _ in 0..<3 { _ = try client.collect(server.url("/a")) }
        #expect(server.requests.count == 3)
        #expect(server.connections == 1)
    }

    @Test func `leaves a content encoding as it is`() throws {
        let server = try LoopbackServer([
            "/a": { _ in .init(headers: [("Content-Encoding", "gzip")], body: [1, 2, 3]) }
        ])
        #expect(try makeClient().fetch(HTTPURL(server.url("/a")), limit: 3) == [1, 2, 3])
    }

    @Test func `asks for the rest from an offset`() throws {
        let body = pattern(1000)
        let server = try LoopbackServer(["/a": { .file(body, for: $0) }])
        let receipt = try makeClient().collect(server.url("/a"), offset: 400)
        #expect(receipt.bytes == Array(body[400...]))
        #expect(receipt.restarts == 0)
        #expect(receipt.response?.status == 206)
        #expect(server.requests.map { $0["range"] } == ["bytes=400-"])
    }

    @Test func `needs nothing more where the offset is the end`() throws {
        let server = try LoopbackServer(["/a": { .file(pattern(10), for: $0) }])
        let receipt = try makeClient().collect(server.url("/a"), offset: 10)
        #expect(receipt.bytes == [])
        #expect(receipt.restarts == 0)
    }

    @Test(
        arguments: [
            ("\"v1\"", "\"v1\""), ("W/\"v1\"", nil), (nil, nil),
        ] as [(String?, String?)])
    func `goes on where a body ended early`(entityTag: String?, condition: String?) throws {
        let body = pattern(5000)
        let count = Counter()
        let server = try LoopbackServer([
            "/a": {
                .file(
                    body, for: $0, entityTag: entityTag,
                    delivery: count.next() < 2 ? .truncated(after: 1000) : .whole)
            }
        ])
        let receipt = try makeClient().collect(server.url("/a"))
        #expect(receipt.bytes == body)
        #expect(receipt.restarts == 0)
        #expect(server.requests.map { $0["range"] } == [nil, "bytes=1000-", "bytes=2000-"])
        #expect(server.requests.map { $0["if-range"] } == [nil, condition, condition])
    }

    @Test func `goes on where a chunked body ended early`() throws {
        let body = pattern(5000)
        let count = Counter()
        let server = try LoopbackServer([
            "/a": {
                .file(body, for: $0, delivery: count.next() == 0 ? .chunkedTruncated(100, after: 700) : .chunked(64))
            }
        ])
        let receipt = try makeClient().collect(server.url("/a"))
        #expect(receipt.bytes == body)
        #expect(receipt.restarts == 0)
        #expect(server.requests.map { $0["range"] } == [nil, "bytes=700-"])
    }

    @Test func `begins anew where the server ignores the range`() throws {
        let body = pattern(5000)
        let count = Counter()
        let server = try LoopbackServer([
            "/a": { _ in .init(body: body, delivery: count.next() == 0 ? .truncated(after: 1000) : .whole) }
        ])
        let receipt = try makeClient().collect(server.url("/a"))
        #expect(receipt.bytes == body)
        #expect(receipt.restarts == 1)
    }

    @Test func `begins anew where the resource has changed`() throws {
        let count = Counter()
        let server = try LoopbackServer([
            "/a": {
                count.next() == 0
                    ? .file(pattern(5000), for: $0, entityTag: "\"v1\"", delivery: .truncated(after: 1000))
                    : .file(pattern(5000, seed: 1), for: $0, entityTag: "\"v2\"")
            }
        ])
        let receipt = try makeClient().collect(server.url("/a"))
        #expect(receipt.bytes == pattern(5000, seed: 1))
        #expect(receipt.restarts == 1)
    }

    @Test(arguments: [
        "bytes 999-4999/5000", "bytes 0-4999/5000", "bytes 1000-4999/5001", "lines 1000-4999/5000", "",
    ])
    func `begins anew where a part is not the one asked for`(range: String) throws {
        let body = pattern(5000)
        let count = Counter()
        let server = try LoopbackServer([
            "/a": { request in
                guard request["range"] != nil else {
                    return .init(body: body, delivery: count.next() == 0 ? .truncated(after: 1000) : .whole)
                }
                return .init(206, headers: [("Content-Range", range)], body: Array(body[1000...]))
            }
        ])
        let receipt = try makeClient().collect(server.url("/a"))
        #expect(receipt.bytes == body)
        #expect(receipt.restarts == 1)
    }

    @Test(arguments: ["ETag", "Last-Modified"])
    func `begins anew where a part is of another version`(field: String) throws {
        let count = Counter()
        let server = try LoopbackServer([
            "/a": { request in
                let isFirst = count.next() == 0
                let body = pattern(5000, seed: isFirst ? 0 : 1)
                let version: [(name: String, value: String)] = [(field, isFirst ? "\"v1\"" : "\"v2\"")]
                // A server that takes no notice of If-Range.
                guard request["range"] == "bytes=1000-" else {
                    return .init(headers: version, body: body, delivery: isFirst ? .truncated(after: 1000) : .whole)
                }
                return .init(
                    206, headers: version + [("Content-Range", "bytes 1000-4999/5000")], body: Array(body[1000...]))
            }
        ])
        let receipt = try makeClient().collect(server.url("/a"))
        #expect(receipt.bytes == pattern(5000, seed: 1))
        #expect(receipt.restarts == 1)
    }

    @Test func `begins anew where the offset is beyond the end`() throws {
        let server = try LoopbackServer(["/a": { .file(pattern(10), for: $0) }])
        let receipt = try makeClient().collect(server.url("/a"), offset: 11)
        #expect(receipt.bytes == pattern(10))
        #expect(receipt.restarts == 1)
    }

    @Test func `passes on what the receiver throws`() throws {
        let server = try LoopbackServer(["/a": { _ in .init(body: [1]) }])
        let client = makeClient()
        let url = try HTTPURL(server.url("/a"))
        #expect(throws: Full()) { try client.get(url, limit: 9, restarted: {}, receive: { _ in throw Full() }) }
        #expect(throws: Full()) {
            try client.get(url, offset: 1, limit: 9, restarted: { throw Full() }, receive: { _ in })
        }
        #expect(server.requests.count == 2)
    }

    @Test func `asks for header fields alone`() throws {
        let server = try LoopbackServer([
            "/a": { _ in .init(headers: [("ETag", "\"v\"")], body: [1, 2]) }, "/b": { _ in .redirect(to: "/a") },
        ])
        let client = makeClient()
        let response = try client.head(HTTPURL(server.url("/b")))
        #expect(response.headers["Content-Length"] == "2")
        #expect(response.headers["etag"] == "\"v\"")
        #expect(response.url.description == server.url("/a"))
        #expect(server.requests.map(\.method) == ["HEAD", "HEAD"])
        let missing = try HTTPURL(server.url("/c"))
        #expect(throws: HTTPError.status(url: missing, status: 404, retryAfter: nil, excerpt: "")) {
            try client.head(missing)
        }
    }
}
