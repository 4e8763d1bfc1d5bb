import Glibc
import Synchronization

@testable import ModelRuntime

/// A server in this process on a port of its own.
struct ServeFixture: ~Copyable {
    let service: Service
    private let server: HTTPServer

    var port: Int { server.port }

    /// Serves both routes from stand-ins unless told otherwise; `models` nil leaves it loading.
    init(
        _ models: ServedModels? = ServedModels(ocr: StubReader(), sentiment: StubJudge()), workers: Int = 2,
        deadlines: Deadlines = Deadlines(), connections: Int = 1024, held: Int? = nil,
        _ change: (inout ServeSettings) -> Void = { _ in }
    ) throws {
        var settings = ServeSettings(
            host: .loopback, port: 0, ocrModel: try Path("/ocr"), sentimentModel: try Path("/sentiment"))
        change(&settings)
        let service = Service(settings, connections: connections, held: held)
        let server = try HTTPServer(service, deadlines: deadlines)
        if let models { try service.start(models, workers: workers) }
        self.service = service
        self.server = server
    }

    deinit {
        _ = service.stop(by: MonotonicTime.now.adding(milliseconds: 5000))
        server.close()
    }

    func client() throws -> ServeClient { try ServeClient(port: port) }

    /// One request on a connection of its own.
    func ask(_ method: String, _ path: String, _ type: String? = nil, _ body: [UInt8] = []) throws -> ServeClient.Answer
    {
        let client = try client()
        client.request(method, path, type.map { [("Content-Type", $0)] } ?? [], body)
        return try client.answer()
    }

    func judge(_ text: String) throws -> ServeClient.Answer {
        try ask("POST", "/v1/sentiment", "text/plain", Array(text.utf8))
    }

    /// Waits until a count of the service is as it should be; false after ten seconds.
    func eventually(_ condition: (Service) -> Bool) -> Bool {
        for _ in 0..<1000 {
            if condition(service) { return true }
            usleep(10_000)
        }
        return false
    }
}

/// Stands in for a model: decodes a picture and tells its size.
struct StubReader: PictureReading {
    let gate: Gate?

    init(_ gate: Gate? = nil) { self.gate = gate }

    func page(_ picture: [UInt8]) throws -> JSONValue {
        gate?.pass()
        // What no picture starts with: a model that breaks.
        if picture.starts(with: Array("break".utf8)) {
            throw EngineError.failed(.run(try Path("/m")), message: "it broke")
        }
        let picture = try Picture(decoding: picture, named: Path("the body"))
        return .object([.init("width", .integer(picture.width)), .init("height", .integer(picture.height))])
    }
}

/// Stands in for a model: a text's length is its judgement, and the text "break" breaks it.
struct StubJudge: TextJudging {
    let gate: Gate?

    init(_ gate: Gate? = nil) { self.gate = gate }

    func judgements(_ texts: [String]) -> [Result<JSONValue, any Error>] {
        gate?.pass()
        return texts.map { text in
            Result {
                if text == "break" { throw EngineError.failed(.run(try Path("/m")), message: "it broke") }
                if text == "long" { return .text(String(repeating: "x", count: 32 << 20)) }
                return .object([.init("label", .text("length")), .init("score", .integer(text.count))])
            }
        }
    }
}

/// Holds workers back until a test opens it, and counts those that came.
final class Gate: Sendable {
    private let state = Monitor((isOpen: false, arrived: 0))

    var arrived: Int { state.read { $0.arrived } }

    func pass() {
        state.change { $0.arrived += 1 }
        state.wait { $0.isOpen ? .done(()) : .wait }
    }

    func open() { state.change { $0.isOpen = true } }

    /// Waits until so many workers stand before it.
    func waitFor(_ count: Int) { state.wait { $0.arrived >= count ? .done(()) : .wait } }
}
