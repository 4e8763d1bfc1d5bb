import Glibc
import Testing

@testable import ModelRuntime

/// Before the models are there, and when it is time to go.
@Suite(.timeLimit(.minutes(2)))
struct ServeStopTests {
    @Test
    func `is alive and not ready until the models are loaded`() throws {
        let server = try ServeFixture(nil)
        #expect(try server.ask("GET", "/healthz").status == 200)
        let notReady = try server.ask("GET", "/readyz")
        #expect(notReady.status == 503)
        #expect(notReady.body == "{\"status\":\"loading\"}\n")
        let early = try server.judge("a")
        #expect(early.status == 503)
        #expect(early.headers["retry-after"] == "1")
        #expect(early.body == "{\"error\":\"the models are being loaded: try again later\"}\n")
        try server.service.start(ServedModels(ocr: StubReader(), sentiment: StubJudge()), workers: 1)
        #expect(try server.ask("GET", "/readyz").status == 200)
        #expect(try server.judge("a").status == 200)
    }

    @Test
    func `finishes what was accepted and refuses what is new while it stops`() throws {
        let gate = Gate()
        let server = try ServeFixture(ServedModels(sentiment: StubJudge(gate)), workers: 1) { $0.batch = 1 }
        let clients = try (0..<3).map { _ in try server.client() }
        for client in clients {
            client.request("POST", "/v1/sentiment", [("Content-Type", "text/plain")], Array("a".utf8))
        }
        #expect(server.eventually { $0.pending.read { $0 } == 3 })
        let service = server.service
        let stopped = Monitor<Bool?>(nil)
        _ = try WorkerThread {
            let isDone = service.stop(by: MonotonicTime.now.adding(milliseconds: 10_000))
            stopped.change { $0 = isDone }
        }
        #expect(server.eventually { $0.phase == .stopping })
        #expect(try server.ask("GET", "/readyz").body == "{\"status\":\"stopping\"}\n")
        let late = try server.judge("a")
        #expect(late.status == 503)
        #expect(late.body == "{\"error\":\"the server is stopping\"}\n")
        #expect(late.headers["connection"] == "close")
        #expect(stopped.read { $0 } == nil)
        gate.open()
        for client in clients {
            let answer = try client.answer()
            #expect(answer.status == 200)
            #expect(answer.headers["connection"] == "close")
            #expect(client.isClosed())
        }
        #expect(stopped.wait { $0.map { .done($0) } ?? .wait })
    }

    @Test
    func `does not wait for ever for a model that hangs`() throws {
        let gate = Gate()
        let server = try ServeFixture(ServedModels(sentiment: StubJudge(gate)))
        let client = try server.client()
        client.request("POST", "/v1/sentiment", [("Content-Type", "text/plain")], Array("a".utf8))
        gate.waitFor(1)
        #expect(!server.service.stop(by: MonotonicTime.now.adding(milliseconds: 200)))
        gate.open()
        #expect(server.service.stop(by: MonotonicTime.now.adding(milliseconds: 10_000)))
    }
}
