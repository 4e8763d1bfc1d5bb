import Glibc
import Testing

@testable import ModelRuntime

/// What is beyond a bound is told so, and takes nothing from the others.
@Suite(.timeLimit(.minutes(2)))
struct ServeLimitTests {
    private static let text = [("Content-Type", "text/plain")]

    @Test
    func `refuses a body that is too large before it is sent, and while it is`() throws {
        let server = try ServeFixture { $0.maximumBody = 2000 }
        let announced = try server.client()
        announced.send("POST /v1/ocr HTTP/1.1\r\nHost: t\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n")
        let early = try announced.answer()
        #expect(early.status == 413)
        #expect(early.body == "{\"error\":\"the body is larger than the 2000 bytes that are taken\"}\n")
        #expect(early.headers["connection"] == "close")
        let chunked = try server.client()
        chunked.send(
            "POST /v1/ocr HTTP/1.1\r\nHost: t\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<3 { chunked.send("3e8\r\n\(String(repeating: "x", count: 1000))\r\n") }
        #expect(try chunked.answer().status == 413)
        // A little more than may be is read to its end, and the connection goes on.
        let small = try server.client()
        small.request("POST", "/v1/ocr", [("Content-Type", "image/png")], [UInt8](repeating: 1, count: 2001))
        #expect(try small.answer().status == 413)
        small.request("POST", "/v1/ocr", [("Content-Type", "image/png")], [UInt8](repeating: 1, count: 2000))
        #expect(try small.answer().status == 415)
        #expect(server.eventually { $0.bodies.used == 0 })
    }

    @Test
    func `bounds the texts of a request`() throws {
        let server = try ServeFixture()
        let texts = (0...ServeSettings.texts).map { _ in "\"a\"" }
        func body(_ count: Int) -> [UInt8] { Array("{\"texts\":[\(texts.prefix(count).joined(separator: ","))]}".utf8) }
        #expect(try server.ask("POST", "/v1/sentiment", "application/json", body(256)).status == 200)
        let answer = try server.ask("POST", "/v1/sentiment", "application/json", body(257))
        #expect(answer.status == 413)
        #expect(answer.body == "{\"error\":\"there are 257 texts, at most 256 are taken at a time\"}\n")
    }

    @Test
    func `answers 429 when the queue is full, and the others as if nothing had been`() throws {
        let gate = Gate()
        let server = try ServeFixture(ServedModels(ocr: StubReader(), sentiment: StubJudge(gate)), workers: 1) {
            $0.queue = 2
            $0.batch = 1
        }
        let clients = try (0..<3).map { _ in try server.client() }
        clients[0].request("POST", "/v1/sentiment", Self.text, Array("a".utf8))
        gate.waitFor(1)
        for client in clients.dropFirst() {
            client.request("POST", "/v1/sentiment", Self.text, Array("ab".utf8))
        }
        #expect(server.eventually { $0.sentiment?.depth == 2 })
        let refused = try server.judge("abc")
        #expect(refused.status == 429)
        #expect(refused.headers["retry-after"] == "1")
        #expect(
            refused.body
                == "{\"error\":\"as many requests wait for /v1/sentiment as may wait: try again later\"}\n")
        // The other model has a queue of its own.
        #expect(try server.ask("POST", "/v1/ocr", "image/png", [1]).status == 415)
        gate.open()
        #expect(try clients.map { try $0.answer().status } == [200, 200, 200])
        #expect(try server.judge("abc").status == 200)
    }

    @Test
    func `answers 429 when bodies take as much memory as they may`() throws {
        let gate = Gate()
        let server = try ServeFixture(ServedModels(sentiment: StubJudge(gate)), held: 3000)
        let first = try server.client()
        first.request("POST", "/v1/sentiment", Self.text, [UInt8](repeating: 0x61, count: 2000))
        gate.waitFor(1)
        let second = try server.client()
        second.request("POST", "/v1/sentiment", Self.text, [UInt8](repeating: 0x61, count: 2000))
        let refused = try second.answer()
        #expect(refused.status == 429)
        #expect(
            refused.body
                == "{\"error\":\"the bodies of waiting requests take as much memory as they may: try again later\"}\n")
        gate.open()
        #expect(try first.answer().status == 200)
        #expect(server.eventually { $0.bodies.used == 0 })
    }

    @Test
    func `cuts off clients that are too slow`() throws {
        var deadlines = Deadlines()
        (deadlines.idle, deadlines.head, deadlines.body) = (300, 300, 300)
        let server = try ServeFixture(deadlines: deadlines)
        let idle = try server.client()
        let head = try server.client()
        head.send("POST /v1/sentiment HT")
        let body = try server.client()
        body.send("POST /v1/sentiment HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc")
        let refused = try server.client()
        refused.send("POST /nowhere HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc")
        let late = try body.answer()
        #expect(late.status == 408)
        #expect(late.body == "{\"error\":\"the request did not arrive in time\"}\n")
        #expect(try refused.answer().status == 404)
        for client in [idle, head, body, refused] { #expect(client.isClosed()) }
        #expect(server.eventually { $0.connections.used == 0 && $0.bodies.used == 0 })
    }

    @Test
    func `leaves a client that is between two requests more time than one inside a head`() throws {
        var deadlines = Deadlines()
        (deadlines.idle, deadlines.head) = (60_000, 200)
        let server = try ServeFixture(deadlines: deadlines)
        let client = try server.client()
        client.request("POST", "/v1/sentiment", Self.text, Array("a".utf8))
        #expect(try client.answer().status == 200)
        usleep(600_000)
        client.request("GET", "/healthz")
        #expect(try client.answer().status == 200)
        usleep(600_000)
        client.request("GET", "/healthz")
        #expect(try client.answer().status == 200)
        client.send("GET /hea")
        #expect(client.isClosed())
        let key = Metrics.Failure(route: "other", kind: "timeout")
        #expect(server.eventually { $0.connections.used == 0 })
        #expect(server.service.metrics.counts.errors == [key: 1])
    }

    @Test
    func `cuts off a client that does not take its answer`() throws {
        var deadlines = Deadlines()
        deadlines.answer = 300
        let server = try ServeFixture(deadlines: deadlines)
        let client = try ServeClient(port: server.port, receiveBuffer: 4096)
        client.request("POST", "/v1/sentiment", Self.text, Array("long".utf8))
        let key = Metrics.Failure(route: "/v1/sentiment", kind: "timeout")
        #expect(server.eventually { $0.metrics.counts.errors[key] == 1 && $0.connections.used == 0 })
        #expect(server.eventually { $0.pending.read { $0 } == 0 })
    }

    @Test
    func `keeps count of everything when clients reset their connections`() throws {
        let server = try ServeFixture()
        let picture = try InputFile(RepositoryFiles.fixture("rgb.jpg")).contents(limit: 1 << 20)
        for round in 0..<200 {
            let client = try server.client()
            client.resetAtEnd()
            for number in 0..<20 {
                switch (round + number) % 4 {
                case 0: client.request("GET", "/healthz")
                case 1: client.request("GET", "/nowhere")
                case 2: client.request("POST", "/v1/sentiment", Self.text, Array("abc".utf8))
                default: client.request("POST", "/v1/ocr", [("Content-Type", "image/jpeg")], picture)
                }
            }
            if round % 3 == 0 { _ = try client.answer() }
        }
        #expect(server.eventually { $0.connections.used == 0 })
        #expect(server.eventually { $0.pending.read { $0 } == 0 && $0.bodies.used == 0 })
        #expect(try server.judge("a").status == 200)
    }

    @Test
    func `turns away connections beyond the bound`() throws {
        let server = try ServeFixture(connections: 2)
        let clients = try (0..<2).map { _ in try server.client() }
        for client in clients {
            client.request("GET", "/healthz")
            #expect(try client.answer().status == 200)
        }
        let third = try server.client()
        third.request("GET", "/healthz")
        let answer = try third.answer()
        #expect(answer.status == 503)
        #expect(answer.body == "{\"error\":\"as many connections are open as may be: try later\"}\r\n")
        #expect(third.isClosed())
        #expect(server.service.metrics.counts.errors == [Metrics.Failure(route: "other", kind: "overload"): 1])
        clients[0].request("GET", "/healthz")
        #expect(try clients[0].answer().status == 200)
    }

    @Test
    func `does no work for a client that has gone`() throws {
        let gate = Gate()
        let server = try ServeFixture(ServedModels(sentiment: StubJudge(gate)), workers: 1) { $0.batch = 1 }
        let first = try server.client()
        first.request("POST", "/v1/sentiment", Self.text, Array("a".utf8))
        gate.waitFor(1)
        do {
            let gone = try server.client()
            gone.request("POST", "/v1/sentiment", Self.text, Array("b".utf8))
            #expect(server.eventually { $0.sentiment?.depth == 1 })
        }
        let key = Metrics.Failure(route: "/v1/sentiment", kind: "disconnect")
        #expect(server.eventually { $0.metrics.counts.errors[key] == 1 })
        gate.open()
        #expect(try first.answer().status == 200)
        #expect(server.eventually { $0.pending.read { $0 } == 0 })
        #expect(gate.arrived == 1)
        #expect(server.service.bodies.used == 0)
    }
}
