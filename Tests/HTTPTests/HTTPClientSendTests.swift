import Glibc
import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct HTTPClientSendTests {
    private struct Broken: Error, Equatable {}

    @Test(arguments: HTTPRequest.Method.allCases)
    func `sends a request as it stands`(method: HTTPRequest.Method) throws {
        let server = try LoopbackServer { _ in .init(202, headers: [("Location", "/next")], body: [9]) }
        let body = method.isSafe ? nil : HTTPRequest.Body([1, 2])
        let request = try HTTPRequest(
            method, HTTPURL(server.url("/a")), headers: HTTPHeaders([("Content-Type", "text/x"), ("X-Empty", "")]),
            body: body)
        let response = try makeClient().send(request, limit: 1)
        #expect(response.status == 202)
        #expect(response.headers["location"] == "/next")
        #expect(response.body == (method == .head ? [] : [9]))
        let seen = try #require(server.requests.first)
        #expect(seen.method == method.rawValue)
        #expect(seen.body == (method.isSafe ? [] : [1, 2]))
        #expect(seen["content-type"] == "text/x")
        #expect(seen["x-empty"] == "")
        #expect(seen["content-length"] == (method.isSafe ? nil : "2"))
    }

    @Test func `tells the length of an empty body`() throws {
        let server = try LoopbackServer { _ in .init() }
        _ = try makeClient().send(HTTPRequest(.post, HTTPURL(server.url("/a"))), limit: 0)
        #expect(server.requests.map { $0["content-length"] } == ["0"])
        #expect(server.requests.map { $0["transfer-encoding"] } == [nil])
    }

    @Test func `takes every status for an answer`() throws {
        let server = try LoopbackServer { _ in
            .status(401, "who?", headers: [("WWW-Authenticate", "Bearer realm=\"r\"")])
        }
        let response = try makeClient().send(HTTPRequest(.get, HTTPURL(server.url("/a"))), limit: 9)
        #expect(response.status == 401)
        #expect(response.headers["www-authenticate"] == "Bearer realm=\"r\"")
        #expect(response.body == Array("who?".utf8))
        #expect(server.requests.count == 1)
    }

    @Test func `refuses an answer that is too long`() throws {
        let server = try LoopbackServer([
            "/a": { _ in .init(body: [1, 2]) }, "/b": { _ in .init(delivery: .endless(100)) },
        ])
        for path in ["/a", "/b"] {
            let url = try HTTPURL(server.url(path))
            #expect(throws: HTTPError.limitExceeded(url: url, limit: 1)) {
                try makeClient().send(HTTPRequest(.get, url), limit: 1)
            }
        }
    }

    @Test func `streams a body, and from its begin when it has to repeat`() throws {
        let bytes = pattern(3_000_000)
        let count = Counter()
        let server = try LoopbackServer { _ in count.next() == 0 ? .status(502) : .init(201) }
        let body = HTTPRequest.Body(length: Int64(bytes.count)) { offset, buffer in
            let part = bytes[Int(offset)...].prefix(min(buffer.count, 10_000))
            buffer.copyBytes(from: part)
            return part.count
        }
        let response = try makeClient().send(HTTPRequest(.put, HTTPURL(server.url("/a")), body: body), limit: 0)
        #expect(response.status == 201)
        #expect(server.requests.map { $0.body == bytes } == [true, true])
        #expect(server.requests.map { $0["expect"] } == [nil, nil])
    }

    @Test func `sends a body from its begin when a kept connection was closed`() throws {
        let count = Counter()
        let server = try LoopbackServer { request in
            guard request.method == "PUT" else { return .init() }
            return count.next() == 0 ? .init(delivery: .dropped) : .init(201)
        }
        let client = makeClient { $0.retries = 0 }
        let url = try HTTPURL(server.url("/a"))
        _ = try client.fetch(url, limit: 0)
        let bytes = pattern(100_000)
        #expect(try client.send(HTTPRequest(.put, url, body: .init(bytes)), limit: 0).status == 201)
        #expect(server.requests.map { $0.body == bytes } == [false, true, true])
    }

    @Test func `does not send a body again that was begun, where the caller can tell what came of it`() throws {
        let count = Counter()
        let server = try LoopbackServer(
            intake: { $0.method == "PATCH" && count.next() == 0 ? .cut(after: 1000) : .whole },
            handler: { $0.method == "PATCH" ? .init(202) : .init() })
        let client = makeClient { $0.retries = 0 }
        let url = try HTTPURL(server.url("/a"))
        _ = try client.fetch(url, limit: 0)
        var request = HTTPRequest(.patch, url, body: .init(pattern(3_000_000)))
        request.repetition = .ifUnsent
        let error = #expect(throws: HTTPError.self) { try client.send(request, limit: 0) }
        #expect(error?.isTransient == true)
        #expect(count.next() == 1 && server.requests(for: "/a").map(\.method) == ["GET"])
    }

    @Test func `waits for a silent server as long as a request allows`() throws {
        let server = try LoopbackServer { _ in
            sleep(2)
            return .init(201)
        }
        let client = makeClient {
            $0.retries = 0
            $0.lowSpeedTime = .seconds(1)
        }
        var request = HTTPRequest(.put, try HTTPURL(server.url("/a")))
        #expect(throws: HTTPError.self) { try client.send(request, limit: 0) }
        request.patience = .seconds(20)
        #expect(try client.send(request, limit: 0).status == 201)
    }

    @Test func `passes on what a body's reader throws`() throws {
        let server = try LoopbackServer { _ in .init(201) }
        let url = try HTTPURL(server.url("/a"))
        let body = HTTPRequest.Body(length: 5) { _, _ in throw Broken() }
        #expect(throws: Broken()) { try makeClient().send(HTTPRequest(.put, url, body: body), limit: 0) }
    }

    @Test(
        arguments: [
            (.put, 500, 4), (.delete, 502, 4), (.post, 500, 1), (.patch, 504, 1), (.post, 503, 4), (.patch, 429, 4),
        ] as [(HTTPRequest.Method, Int, Int)])
    func `repeats what is safe to repeat`(method: HTTPRequest.Method, status: Int, requests: Int) throws {
        let server = try LoopbackServer { _ in .status(status) }
        let response = try makeClient().send(HTTPRequest(method, HTTPURL(server.url("/a"))), limit: 9)
        #expect(response.status == status)
        #expect(server.requests.count == requests)
    }

    @Test func `does not repeat a POST whose answer was lost`() throws {
        let server = try LoopbackServer { $0.path == "/a" ? .init(delivery: .dropped) : .init() }
        let url = try HTTPURL(server.url("/a"))
        let client = makeClient()
        // A connection is kept from this one, and must not be what the POST is tried on first.
        _ = try client.fetch(HTTPURL(server.url("/b")), limit: 9)
        #expect(throws: HTTPError.transport(url: url, code: 52, message: "Empty reply from server")) {
            try client.send(HTTPRequest(.post, url), limit: 9)
        }
        #expect(server.requests(for: "/a").count == 1)
    }

    @Test func `reads no proxy and no login from the environment`() async {
        // A process of its own, since the environment is shared by all threads.
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:9", 1) }
            let server = try LoopbackServer { _ in .init(body: [7]) }
            let proxy = try LoopbackServer { _ in .init(body: [8]) }
            let body = try makeClient().fetch(HTTPURL(server.url("/a")), limit: 9)
            #expect(body == [7])
            setenv("no_proxy", "*", 1)
            let viaProxy = try makeClient { $0.proxy = proxy.origin }.fetch(HTTPURL(server.url("/a")), limit: 9)
            #expect(viaProxy == [8])
            #expect(server.requests.map { $0["authorization"] } == [nil])
        }
    }
}
