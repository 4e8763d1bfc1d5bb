import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct HTTPClientRedirectTests {
    @Test(arguments: [301, 302, 303, 307, 308])
    func `follows a redirect`(status: Int) throws {
        let server = try LoopbackServer([
            "/a/b": { _ in .redirect(to: "../c d", status: status) }, "/c%20d": { _ in .init(body: [7]) },
        ])
        let receipt = try makeClient().collect(server.url("/a/b"))
        #expect(receipt.bytes == [7])
        #expect(receipt.response?.url.description == server.url("/c%20d"))
    }

    @Test func `follows so many redirects and no more`() throws {
        let server = try LoopbackServer { request in
            let number = Int(request.path.dropFirst()) ?? 0
            return number == 0 ? .init(body: [7]) : .redirect(to: "/\(number - 1)")
        }
        let client = makeClient { $0.maximumRedirects = 3 }
        #expect(try client.fetch(HTTPURL(server.url("/3")), limit: 9) == [7])
        let url = try HTTPURL(server.url("/1000000"))
        #expect(throws: HTTPError.tooManyRedirects(url: url, limit: 3)) { try client.fetch(url, limit: 9) }
        #expect(server.requests.count == 8)
    }

    @Test(
        arguments: [
            ("file:///etc/passwd", .scheme), ("gopher://127.0.0.1/", .scheme), ("http://u:p@127.0.0.1/", .credentials),
            ("http:///x/", .host),
        ] as [(String, HTTPURL.Fault)])
    func `refuses a redirect out of HTTP`(location: String, fault: HTTPURL.Fault) throws {
        let server = try LoopbackServer(["/a": { _ in .redirect(to: location) }, "/x/": { _ in .init() }])
        let url = try HTTPURL(server.url("/a"))
        #expect(throws: HTTPError.invalidReference(base: url, reference: location, fault: fault)) {
            try makeClient().fetch(url, limit: 9)
        }
    }

    @Test func `takes a redirect without a place for what it is`() throws {
        let server = try LoopbackServer(["/a": { _ in .status(302) }])
        let url = try HTTPURL(server.url("/a"))
        #expect(throws: HTTPError.status(url: url, status: 302, retryAfter: nil, excerpt: "")) {
            try makeClient().fetch(url, limit: 9)
        }
    }

    @Test func `sends each origin its own credential and no other`() throws {
        let stranger = try LoopbackServer(["/x": { _ in .init(body: [7]) }])
        let away = stranger.url("/x")
        let home = try LoopbackServer([
            "/a": { _ in .redirect(to: "/b") }, "/b": { _ in .redirect(to: away) },
        ])
        let origin = try HTTPURL(home.origin).origin
        let login = try HTTPCredential(user: "user", password: "pass")
        let client = makeClient { $0.credentials = [origin: login] }
        #expect(try client.fetch(HTTPURL(home.url("/a")), limit: 9) == [7])
        #expect(try client.fetch(HTTPURL(away), limit: 9) == [7])
        #expect(home.requests.map { $0["authorization"] } == ["Basic dXNlcjpwYXNz", "Basic dXNlcjpwYXNz"])
        #expect(stranger.requests.count == 2)
        for request in stranger.requests {
            #expect(request["authorization"] == nil)
            #expect(!request.headers.contains { $0.value.contains("dXNlcjpwYXNz") })
        }
    }

    @Test func `sends a request's own credential no further, and not again after a detour`() throws {
        // The way back is in the query, since neither server knows the other's port before it runs.
        let stranger = try LoopbackServer { request in .redirect(to: "http://127.0.0.1:\(request.query)/c") }
        let home = try LoopbackServer { request in
            switch request.path {
            case "/a": .redirect(to: "/b?\(request.query)")
            case "/b": .redirect(to: stranger.url("/x?\(request.query)"))
            default: .init(body: [7])
            }
        }
        let request = try HTTPRequest(
            .get, HTTPURL(home.url("/a?\(home.port)")), credential: HTTPCredential(bearer: "secret"))
        #expect(try makeClient().send(request, limit: 9).body == [7])
        #expect(home.requests.map(\.path) == ["/a", "/b", "/c"])
        #expect(home.requests.map { $0["authorization"] } == ["Bearer secret", "Bearer secret", nil])
        #expect(stranger.requests.map { $0["authorization"] } == [nil])
    }

    @Test func `sends a body again within its origin only`() throws {
        let stranger = try LoopbackServer { _ in .init() }
        let home = try LoopbackServer([
            "/same": { _ in .redirect(to: "/end", status: 307) },
            "/other": { _ in .redirect(to: stranger.url("/x"), status: 307) },
            "/found": { _ in .redirect(to: "/end", status: 302) }, "/end": { _ in .init(201) },
        ])
        let client = makeClient()
        let body = HTTPRequest.Body([1, 2, 3])
        #expect(try client.send(HTTPRequest(.put, HTTPURL(home.url("/same")), body: body), limit: 9).status == 201)
        #expect(home.requests(for: "/end").map(\.body) == [[1, 2, 3]])
        let other = try HTTPURL(home.url("/other"))
        #expect(throws: HTTPError.redirectRefused(from: other, to: try HTTPURL(stranger.url("/x")))) {
            try client.send(HTTPRequest(.put, other, body: body), limit: 9)
        }
        #expect(stranger.requests.isEmpty)
        #expect(try client.send(HTTPRequest(.post, HTTPURL(home.url("/found")), body: body), limit: 9).status == 302)
    }

    @Test func `speaks to a proxy where one is given`() throws {
        let proxy = try LoopbackServer { _ in .init(body: [7]) }
        let server = try LoopbackServer { _ in .init(body: [8]) }
        let client = makeClient {
            $0.proxy = proxy.origin
            $0.directHosts = "127.0.0.1"
        }
        #expect(try client.fetch(HTTPURL("http://example.invalid/a"), limit: 9) == [7])
        #expect(try client.fetch(HTTPURL(server.origin), limit: 9) == [8])
        #expect(proxy.requests.map(\.path) == ["http://example.invalid/a"])
    }
}
