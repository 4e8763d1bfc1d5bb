import Glibc
import Testing

@testable import ModelRuntime

/// `imagesmith-runtime serve` as it goes into images, with real models.
@Suite(.timeLimit(.minutes(5)))
struct ServeProgramTests {
    /// The program, ready, and its port.
    private static func start(_ more: [String] = []) throws -> (program: ChildProcess, port: Int) {
        let models = try RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string
        let program = try ChildProcess(
            ["serve", "--port", "0", "--ocr-model", models + "/pp-ocrv4", "--sentiment-model", models + "/sentiment"]
                + more)
        let line = try #require(program.errorLine())
        #expect(line.hasPrefix("imagesmith-runtime: listening on 127.0.0.1 port "))
        let port = try #require(line.split(separator: " ").last.flatMap { Int($0) })
        #expect(program.errorLine() == "imagesmith-runtime: ready")
        return (program, port)
    }

    private static func picture(_ name: String) throws -> [UInt8] { try RepositoryFiles.bytes("recipes/smoke/" + name) }

    @Test
    func `answers as the commands print, and goes with status 0 when told to`() throws {
        let (program, port) = try Self.start(["--threads", "2"])
        let client = try ServeClient(port: port)
        client.request("POST", "/v1/ocr", [("Content-Type", "image/png")], try Self.picture("review-positive.png"))
        let page = try client.answer()
        #expect(page.status == 200)
        let models = try RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string
        let picture = try RepositoryFiles.path("recipes/smoke/review-positive.png").string
        let command = try ChildProcess(["ocr", picture, "--model", models + "/pp-ocrv4", "--threads", "1"])
        #expect(command.line().map { $0 + "\n" } == page.body)
        #expect(command.wait() == 0)
        client.request(
            "POST", "/v1/sentiment", [("Content-Type", "application/json")],
            Array(#"{"texts":["强烈推荐","太失望了"]}"#.utf8))
        #expect(
            try client.answer().body
                == "[{\"label\":\"positive\",\"score\":0.586927},{\"label\":\"negative\",\"score\":0.981612}]\n")
        client.request("POST", "/v1/ocr", [("Content-Type", "image/png")], Array("no picture".utf8))
        #expect(try client.answer().status == 415)
        program.signal(SIGINT)
        #expect(program.wait() == 0)
        #expect(program.errorLine() == "imagesmith-runtime: stopping")
        #expect(program.errorLine() == "imagesmith-runtime: stopped")
    }

    @Test
    func `answers what it had accepted when SIGTERM comes, and takes nothing more`() throws {
        let (program, port) = try Self.start(["--threads", "1"])
        let receipt = try Self.picture("receipt.png")
        let clients = try (0..<4).map { _ in
            let client = try ServeClient(port: port)
            client.request("POST", "/v1/ocr", [("Content-Type", "image/png")], receipt)
            return client
        }
        let first = try clients[0].answer()
        #expect(first.status == 200)
        program.signal(SIGTERM)
        #expect(program.errorLine() == "imagesmith-runtime: stopping")
        for client in clients.dropFirst() { #expect(try client.answer().body == first.body) }
        #expect(program.wait() == 0)
        #expect(throws: ServeClient.Refused.self) { try ServeClient(port: port) }
    }

    @Test
    func `ends with status 2 when what it accepted takes longer than the grace`() throws {
        let (program, port) = try Self.start(["--threads", "1", "--grace", "0"])
        let receipt = try Self.picture("receipt.png")
        let clients = try (0..<4).map { _ in
            let client = try ServeClient(port: port)
            client.request("POST", "/v1/ocr", [("Content-Type", "image/png")], receipt)
            return client
        }
        _ = try clients[0].answer()
        program.signal(SIGTERM)
        #expect(program.wait() == 2)
        #expect(program.errorLine() == "imagesmith-runtime: stopping")
        let sentence = try #require(program.errorLine())
        #expect(sentence.hasPrefix("imagesmith-runtime: stopped after 0 s with "))
    }

    @Test
    func `goes with status 0 when told to while it loads`() throws {
        let models = try RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string
        let program = try ChildProcess(["serve", "--port", "0", "--ocr-model", models + "/pp-ocrv4"])
        #expect(program.errorLine()?.contains("listening") == true)
        program.signal(SIGTERM)
        #expect(program.wait() == 0)
    }

    @Test
    func `ends at once when told to twice`() throws {
        let (program, port) = try Self.start(["--threads", "1"])
        let receipt = try Self.picture("receipt.png")
        let clients = try (0..<5).map { _ in
            let client = try ServeClient(port: port)
            client.request("POST", "/v1/ocr", [("Content-Type", "image/png")], receipt)
            return client
        }
        _ = try clients[0].answer()
        program.signal(SIGINT)
        #expect(program.errorLine() == "imagesmith-runtime: stopping")
        // The signals are let through right after the sentence.
        usleep(100_000)
        program.signal(SIGINT)
        #expect(program.wait() == -SIGINT)
    }

    @Test(arguments: ["pp-ocrv3", "pp-ocrv4"])
    func `gives every network of a reader something to do before it is ready`(name: String) throws {
        let model = try Path(RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/" + name)
        let reader = try TextReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")), model: model,
            settings: SessionSettings(device: .cpu))
        #expect(try !reader.read(.warmUp).isEmpty)
    }

    @Test
    func `says why it cannot serve`() throws {
        let missing = try ChildProcess(["serve", "--port", "0", "--sentiment-model", "/nowhere"])
        #expect(missing.errorLine()?.contains("listening") == true)
        #expect(missing.errorLine() == "imagesmith-runtime: could not find /nowhere: No such file or directory")
        #expect(missing.wait() == 2)
        let model = try RepositoryFiles.path("recipes/models/sentiment").string
        let taken = try ServeFixture()
        let second = try ChildProcess(["serve", "--port", String(taken.port), "--sentiment-model", model])
        let sentence = try #require(second.errorLine())
        #expect(sentence.hasPrefix("imagesmith-runtime: could not listen on 127.0.0.1 port \(taken.port): "))
        #expect(sentence.contains("Address already in use"))
        #expect(second.wait() == 2)
    }
}
