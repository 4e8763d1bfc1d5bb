import HTTP
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct HTTPClientFailureTests {
    @Test func `delivers nothing of a body that says it is too long`() throws {
        let server = try LoopbackServer(["/a": { .file(pattern(100), for: $0) }])
        let url = try HTTPURL(server.url("/a"))
        for offset in [0, 50] as [Int64] {
            var received = 0
            #expect(throws: HTTPError.limitExceeded(url: url, limit: 99)) {
                try makeClient().get(
                    url, offset: offset, limit: 99, restarted: {}, receive: { received += $0.count })
            }
            #expect(received == 0)
        }
        #expect(try makeClient().fetch(url, limit: 100) == pattern(100))
    }

    @Test func `ends a body that never ends at the limit`() throws {
        let server = try LoopbackServer(["/a": { _ in .init(delivery: .endless(1000)) }])
        let url = try HTTPURL(server.url("/a"))
        var received = 0
        #expect(throws: HTTPError.limitExceeded(url: url, limit: 100_000)) {
            try makeClient().get(url, limit: 100_000, restarted: {}, receive: { received += $0.count })
        }
        #expect(received <= 100_000)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [
        String(repeating: "X: y\r\n", count: 20_000), "X: " + String(repeating: "y", count: 70_000) + "\r\n",
    ])
    func `refuses endless header fields`(fields: String) throws {
        let server = try LoopbackServer(["/a": { _ in .raw("HTTP/1.1 200 OK\r\n" + fields + "\r\n") }])
        let url = try HTTPURL(server.url("/a"))
        #expect(throws: HTTPError.headerLimitExceeded(url: url, limit: 65536)) { try makeClient().fetch(url, limit: 9) }
    }

    @Test(arguments: [
        "Content-Length: 2\r\nContent-Length: 3\r\n", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "Content-Length: 3, 3\r\n",
    ])
    func `refuses two lengths`(fields: String) throws {
        let server = try LoopbackServer([
            "/a": { _ in .raw("HTTP/1.1 200 OK\r\n" + fields + "\r\n3\r\nabc\r\n0\r\n\r\n") }
        ])
        let url = try HTTPURL(server.url("/a"))
        var received = 0
        #expect(throws: HTTPError.malformedResponse(url: url, field: "content-length")) {
            try makeClient().get(url, limit: 99, restarted: {}, receive: { received += $0.count })
        }
        #expect(received == 0)
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc", "abc", "HTTP/1.1 two\r\n\r\n"])
    func `refuses what is no answer`(text: String) throws {
        let server = try LoopbackServer(["/a": { _ in .raw(text) }])
        let url = try HTTPURL(server.url("/a"))
        #expect(throws: HTTPError.self) { try makeClient().fetch(url, limit: 9) }
        #expect(server.requests.count == 1)
    }

    @Test func `refuses a part that nobody asked for`() throws {
        let server = try LoopbackServer([
            "/a": { _ in .init(206, headers: [("Content-Range", "bytes 0-0/2")], body: [1]) }
        ])
        let url = try HTTPURL(server.url("/a"))
        var received = 0
        #expect(throws: HTTPError.self) {
            try makeClient().get(url, limit: 9, restarted: {}, receive: { received += $0.count })
        }
        #expect(received == 0)
    }

    @Test(arguments: [400, 401, 403, 404, 410, 501])
    func `does not repeat what will not change`(status: Int) throws {
        let server = try LoopbackServer(["/a": { _ in .status(status, "\u{1B}[31mno") }])
        let url = try HTTPURL(server.url("/a"))
        #expect(throws: HTTPError.status(url: url, status: status, retryAfter: nil, excerpt: "\u{1B}[31mno")) {
            try makeClient().fetch(url, limit: 9)
        }
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func `repeats what may change`(status: Int) throws {
        let count = Counter()
        let server = try LoopbackServer(["/a": { _ in count.next() < 3 ? .status(status, "later") : .init(body: [7]) }])
        #expect(try makeClient().fetch(HTTPURL(server.url("/a")), limit: 9) == [7])
        #expect(server.requests.count == 4)
    }

    @Test func `gives up after its retries`() throws {
        let server = try LoopbackServer([
            "/a": { _ in .status(503, "later") }, "/b": { _ in .init(delivery: .dropped) },
            "/c": { .file(pattern(100_000), for: $0, delivery: .truncated(after: 10)) },
            "/d": { _ in .init(body: pattern(100_000), delivery: .truncated(after: 90_000)) },
        ])
        let urls = try ["/a", "/b", "/c", "/d"].map { try HTTPURL(server.url($0)) }
        #expect(throws: HTTPError.status(url: urls[0], status: 503, retryAfter: nil, excerpt: "later")) {
            try makeClient().fetch(urls[0], limit: 9)
        }
        #expect(throws: HTTPError.transport(url: urls[1], code: 52, message: "Empty reply from server")) {
            try makeClient().fetch(urls[1], limit: 9)
        }
        #expect(throws: HTTPError.truncated(url: urls[2], expected: 100_000, actual: 40)) {
            try makeClient().fetch(urls[2], limit: 100_000)
        }
        #expect(throws: HTTPError.truncated(url: urls[3], expected: 100_000, actual: 90_000)) {
            try makeClient().fetch(urls[3], limit: 100_000)
        }
        #expect(["/a", "/b", "/c"].map { server.requests(for: $0).count } == [4, 4, 4])
        // The first 90 000 bytes were ground never reached before, and refilled the budget once.
        #expect(server.requests(for: "/d").count == 4)
    }

    @Test func `forgives any number of failures while it gets on`() throws {
        let body = pattern(1_000_000)
        let server = try LoopbackServer(["/a": { .file(body, for: $0, delivery: .truncated(after: 70_000)) }])
        let receipt = try makeClient { $0.retries = 1 }.collect(server.url("/a"))
        #expect(receipt.bytes == body)
        #expect(server.requests.count == 15)
    }

    @Test func `waits as long as the server asks, within a bound`() throws {
        let count = Counter()
        let server = try LoopbackServer([
            "/a": { _ in count.next() == 0 ? .status(429, headers: [("Retry-After", "1")]) : .init(body: [7]) },
            "/b": { _ in .status(503, headers: [("Retry-After", "86400")]) },
        ])
        let client = makeClient()
        var body: [UInt8] = []
        let time = try ContinuousClock().measure { body = try client.fetch(HTTPURL(server.url("/a")), limit: 9) }
        #expect(body == [7])
        #expect(time >= .seconds(1))
        let url = try HTTPURL(server.url("/b"))
        #expect(throws: HTTPError.status(url: url, status: 503, retryAfter: 86400, excerpt: "")) {
            try client.fetch(url, limit: 9)
        }
        #expect(server.requests(for: "/b").count == 1)
    }

    @Test func `gives up a body that stalls`() throws {
        let server = try LoopbackServer(["/a": { _ in .init(body: pattern(100), delivery: .stalled(after: 10)) }])
        let url = try HTTPURL(server.url("/a"))
        let client = makeClient {
            $0.retries = 0
            $0.lowSpeedTime = .seconds(1)
        }
        do {
            _ = try client.fetch(url, limit: 100)
            Issue.record("the rest came from nowhere")
        } catch .transport(let named, let code, _) {
            #expect(named == url)
            #expect(code == 28)
        }
    }

    @Test(arguments: [.stalled(after: 10), .dropped, .endless(1)] as [LoopbackServer.Response.Delivery])
    func `ends at its deadline`(delivery: LoopbackServer.Response.Delivery) throws {
        let server = try LoopbackServer(["/a": { _ in .init(body: pattern(100), delivery: delivery) }])
        let url = try HTTPURL(server.url("/a"))
        let client = makeClient {
            $0.deadline = .milliseconds(300)
            $0.retries = 1_000_000
        }
        let time = ContinuousClock().measure {
            #expect(throws: HTTPError.deadlineExceeded(url: url, deadline: .milliseconds(300))) {
                try client.fetch(url, limit: 1 << 40)
            }
        }
        #expect(time < .seconds(5))
    }

    @Test func `ends when the caller says so`() throws {
        let server = try LoopbackServer([
            "/stalled": { _ in .init(body: pattern(100), delivery: .stalled(after: 10)) },
            "/endless": { _ in .init(delivery: .endless(1000)) },
            "/later": { _ in .status(503, headers: [("Retry-After", "2")]) },
        ])
        for path in ["/stalled", "/endless", "/later"] {
            let url = try HTTPURL(server.url(path))
            var asked = 0
            let time = ContinuousClock().measure {
                #expect(throws: HTTPError.cancelled(url: url)) {
                    try makeClient().fetch(url, limit: 1 << 40) {
                        asked += 1
                        return asked > 3
                    }
                }
            }
            // Sooner than the stalled transfer would be given up.
            #expect(time < .seconds(10))
        }
    }

    @Test func `tells a host that is not found, after its retries`() throws {
        let url = try HTTPURL("http://nothing.invalid/")
        let error = #expect(throws: HTTPError.self) { try makeClient().fetch(url, limit: 9) }
        guard case .transport(url, 6, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `tells a connection that cannot be made`() throws {
        let server = try LoopbackServer([:])
        let url = try HTTPURL(server.url("/a"))
        server.stop()
        // The listener closes within its next look at the flag.
        var error: HTTPError?
        for _ in 0..<50 {
            do throws(HTTPError) {
                _ = try makeClient { $0.connectTimeout = .seconds(1) }.fetch(url, limit: 9)
            } catch let thrown {
                error = thrown
            }
            if case .transport(url, 7, _) = error { break }
        }
        guard case .transport(url, 7, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
