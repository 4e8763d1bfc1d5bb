import OCI
import SystemPackage
import TestSupport
import Testing

@testable import ModelRuntime

/// What the built program makes of bad input: an error that names it, in bounded memory, and never a crash.
struct BadInputTests {
    private struct Outcome {
        let status: Int32
        let output: String
        let errors: String
        /// The most memory that it held at a time, in MB.
        let memory: Int
    }

    /// Runs the program that `make programs` built, under GNU time.
    private static func run(_ arguments: [String], model: String) async throws -> Outcome {
        let directory = try Path(RepositoryFiles.required("IMAGESMITH_PROGRAM").string).parent.string
        let library = try RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME").string
        let outcome = try await Tool("time").run(
            ["--quiet", "-f", "%M", "\(directory)/imagesmith-runtime"] + arguments
                + ["--onnxruntime", library, "--threads", "1", "--model", model])
        var lines = outcome.errorText.split(separator: "\n")
        let memory = try #require(lines.popLast().flatMap { Int($0) }, "\(outcome.errorText)")
        return Outcome(
            status: outcome.status, output: outcome.text, errors: lines.joined(separator: "\n"), memory: memory / 1024)
    }

    private static func ocr(_ file: String) async throws -> Outcome {
        try await run(["ocr", file], model: RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/pp-ocrv3")
    }

    private static var sentiment: String {
        get throws { try RepositoryFiles.path("recipes/models/sentiment").string }
    }

    // One after the other: together they would take what the machine has.
    @Test(
        .serialized,
        arguments: [
            ("png", 10_000, 10_000, 700), ("png", 20_000, 2400, 700), ("jpeg", 10_000, 10_000, 600),
            ("jpeg", 20_000, 8, 500), ("png", 1, 1, 150), ("jpeg", 20_000, 5000, 600),
        ] as [(String, Int, Int, Int)])
    func `reads the largest pictures in bounded memory`(format: String, width: Int, height: Int, most: Int) async throws
    {
        let directory = try TemporaryDirectory()
        let file = directory.path.appending("bomb").string
        _ = try await Peer("bombs.py").lines(format, "\(width)", "\(height)", file)
        let outcome = try await Self.ocr(file)
        print("\(format) of \(width)x\(height): \(outcome.memory) MB")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "{\"lines\":[]}\n")
        #expect(outcome.memory < most)
    }

    @Test(
        arguments: [
            ("png", 20_000, 20_000), ("png", 10_001, 10_000), ("jpeg", 20_008, 8), ("jpeg", 8, 60_000),
        ] as [(String, Int, Int)])
    func `refuses a larger picture before it takes memory for it`(format: String, width: Int, height: Int) async throws
    {
        let directory = try TemporaryDirectory()
        let file = directory.path.appending("bomb").string
        _ = try await Peer("bombs.py").lines(format, "\(width)", "\(height)", file)
        let outcome = try await Self.ocr(file)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors
                == "imagesmith-runtime: \(file) is \(width)x\(height) pixels: a picture has at least one and at most "
                + "100000000, and no side above 20000: scale it down first")
        #expect(outcome.output.isEmpty)
        #expect(outcome.memory < 150)
    }

    @Test
    func `reads nothing on an empty page`() async throws {
        let outcome = try await Self.ocr(RepositoryFiles.path("recipes/smoke/blank.png").string)
        #expect(outcome.status == 0)
        #expect(outcome.output == "{\"lines\":[]}\n")
    }

    @Test
    func `says of a file that is no picture what is wrong with it`() async throws {
        let directory = try TemporaryDirectory()
        let empty = directory.path.appending("empty")
        try empty.replace(with: [])
        let text = directory.path.appending("text.png")
        try text.replace(with: Array("not a picture at all\n".utf8))
        let start = directory.path.appending("start.jpg")
        try start.replace(with: [0xFF, 0xD8, 0xFF])
        let cases = [
            (empty.string, "\(empty) is neither a PNG nor a JPEG picture"),
            (text.string, "\(text) is neither a PNG nor a JPEG picture"),
            (start.string, "could not decode \(start) as JPEG: Premature end of JPEG file"),
            (directory.path.string, "\(directory.path) is not a regular file"),
            ("/dev/zero", "/dev/zero is not a regular file"),
            ("/nowhere.png", "could not open /nowhere.png: No such file or directory"),
        ]
        for (file, sentence) in cases {
            let outcome = try await Self.ocr(file)
            #expect(outcome.status == 2)
            #expect(outcome.errors == "imagesmith-runtime: \(sentence)")
        }
    }

    @Test
    func `refuses words of the command line that are not UTF-8 instead of judging others`() async throws {
        let directory = try Path(RepositoryFiles.required("IMAGESMITH_PROGRAM").string).parent.string
        let script = "\(directory)/imagesmith-runtime sentiment --model m \"$(printf 'bad \\345\\276')\""
        let outcome = try await Tool("sh").run(["-c", script])
        #expect(outcome.status == 64)
        #expect(
            outcome.errorText.hasPrefix(
                "imagesmith-runtime: word 4 of the command line is not UTF-8: convert the text, or rename the file\n"))
    }

    /// The shipped model in a directory of its own, one file of it changed.
    private static func changed(_ name: String, _ directory: SystemPackage.FilePath, _ bytes: [UInt8]?) throws {
        for file in ["model.onnx", "vocab.txt", "model.json"] where file != name {
            try directory.appending(file).replace(with: RepositoryFiles.bytes("recipes/models/sentiment/" + file))
        }
        if let bytes { try directory.appending(name).replace(with: bytes) }
    }

    @Test
    func `says of a model what is wrong with it`() async throws {
        let manifest = String(decoding: try RepositoryFiles.bytes("recipes/models/sentiment/model.json"), as: UTF8.self)
        let vocabulary = try RepositoryFiles.bytes("recipes/models/sentiment/vocab.txt")
        func replacing(_ from: String, _ to: String) -> [UInt8] {
            Array(manifest.split(separator: from, omittingEmptySubsequences: false).joined(separator: to).utf8)
        }
        let broken = "the directory"
        let cases: [(file: String, bytes: [UInt8]?, sentence: String)] = [
            ("model.json", nil, "could not find \(broken)/model.json: No such file or directory"),
            ("model.json", [], "\(broken)/model.json is not JSON: the text ends too early"),
            (
                "model.json", Array("{\"kind\":\"".utf8) + [0xFF] + Array("\"}".utf8),
                "\(broken)/model.json is not JSON: a string that is not JSON or not UTF-8 at offset 8"
            ),
            (
                "model.json", replacing("\"file\":", "\"\u{1B}[31mfiles\": 1, \"file\":"),
                "\(broken)/model.json is not JSON: a string that is not JSON or not UTF-8 at offset 65"
            ),
            (
                "model.json", replacing("\"file\":", "\"\\u001b[31m\": 1, \"file\":"),
                "\(broken)/model.json is not a model manifest: unknown key \"\\u{1b}[31m\""
            ),
            (
                "model.json",
                replacing("\"file\":", (0..<20).map { "\"key\($0)\": 1, " }.joined() + "\"file\":"),
                "\(broken)/model.json is not a model manifest: unknown keys \"key0\", \"key1\", \"key2\", \"key3\", "
                    + "\"key4\", \"key5\", \"key6\", \"key7\" and 12 more"
            ),
            (
                "model.json", replacing("\"sentiment\"", "\"" + String(repeating: "很", count: 1000) + "\""),
                "\(broken)/model.json is not a model manifest: \"kind\" is \""
                    + String(repeating: "很", count: 80) + "…\", known are \"ocr\", \"sentiment\""
            ),
            (
                "model.json", replacing("\"positive\"", "\"negative\""),
                "\(broken)/model.json is not a model manifest: \"labels\" has \"negative\" twice"
            ),
            (
                "model.json", replacing("\"vocab.txt\"", "\"../vocab.txt\""),
                "\(broken)/model.json is not a model manifest: \"tokenizer.vocabulary\": the file name "
                    + "\"../vocab.txt\" leaves its directory: give a relative name without \".\" and \"..\""
            ),
            ("model.onnx", nil, "could not find \(broken)/model.onnx: No such file or directory"),
            ("vocab.txt", nil, "could not find \(broken)/vocab.txt: No such file or directory"),
            ("vocab.txt", [], "the vocabulary \(broken)/vocab.txt lacks the token [UNK]"),
            (
                "vocab.txt", vocabulary + [0xC3, 0x28, 0x0A],
                "line \(vocabulary.count { $0 == 0x0A } + 1) of \(broken)/vocab.txt is not UTF-8: convert the file, one token a line"
            ),
        ]
        for (file, bytes, sentence) in cases {
            let directory = try TemporaryDirectory()
            try Self.changed(file, directory.path, bytes)
            let outcome = try await Self.run(["sentiment", "很好"], model: directory.path.string)
            #expect(outcome.status == 2)
            let expected = sentence.split(separator: broken, omittingEmptySubsequences: false)
                .joined(separator: directory.path.string)
            #expect(outcome.errors == "imagesmith-runtime: \(expected)")
            #expect(outcome.memory < 150)
        }
        let missing = try await Self.run(["sentiment", "很好"], model: "/nowhere")
        #expect(missing.errors == "imagesmith-runtime: could not find /nowhere: No such file or directory")
        let file = try await Self.run(["sentiment", "很好"], model: "/etc/passwd")
        #expect(file.errors == "imagesmith-runtime: could not open /etc/passwd: Not a directory")
    }

    @Test
    func `judges a text of a megabyte in bounded time and memory`() async throws {
        let directory = try TemporaryDirectory()
        let plan = directory.path.appending("plan.json")
        let text = String(repeating: "服务很好，房间太差！", count: 35_000)
        let test = JSONValue.object([
            .init("name", .text("long")),
            .init("sentiment", .object([.init("model", .text(try Self.sentiment)), .init("text", .text(text))])),
        ])
        let document = JSONValue.object([.init("device", .text("cpu")), .init("tests", .array([test]))])
        try plan.replace(with: Array(document.serialized.utf8))
        let directoryOfProgram = try Path(RepositoryFiles.required("IMAGESMITH_PROGRAM").string).parent.string
        let outcome = try await Tool("time").run([
            "--quiet", "-f", "%M %e", "\(directoryOfProgram)/imagesmith-runtime", "smoke", plan.string, "--onnxruntime",
            RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME").string,
        ])
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("\"label\":"))
        let figures = outcome.errorText.split(separator: " ").compactMap { Double($0.filter { !$0.isWhitespace }) }
        try #require(figures.count == 2)
        print("a text of \(text.utf8.count) bytes: \(figures[0] / 1024) MB, \(figures[1]) s")
        #expect(figures[0] < 200 * 1024)
    }

    @Test
    func `refuses a dictionary of another size than the network has classes`() throws {
        let directory = try TemporaryDirectory()
        let model = try RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/pp-ocrv3/"
        for name in ["det.onnx", "cls.onnx", "rec.onnx", "model.json"] {
            let bytes = try InputFile(Path(model + name)).contents(limit: 16 << 20)
            try directory.path.appending(name).replace(with: bytes)
        }
        let manifest = directory.path.appending("model.json")
        let text = String(decoding: try InputFile(Path(manifest.string)).contents(limit: 1 << 20), as: UTF8.self)
        let parts = text.split(separator: "{\"metadata\": \"character\"}", omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        try manifest.replace(with: Array(parts.joined(separator: "{\"file\": \"keys.txt\"}").utf8))
        let keys = directory.path.appending("keys.txt")
        func load() throws {
            _ = try TextReader(
                Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")),
                model: Path(directory.path.string),
                settings: SessionSettings(device: .cpu))
        }
        try keys.replace(with: Array("一\r\n二\r\n".utf8))
        let error = #expect(throws: EngineError.self) { try load() }
        #expect(
            error?.description
                == "\(directory.path)/rec.onnx is not the model that its manifest says: expected 4 classes, one for each "
                + "line of its dictionary, a blank and a space, found the output float [any, any, 6625]")
        try keys.replace(with: Array("一\n".utf8) + [0xFF, 0x0A])
        #expect(throws: ManifestError.notText(try Path(keys.string), line: 2)) { try load() }
    }
}
