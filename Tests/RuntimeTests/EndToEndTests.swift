import Testing

@testable import ModelRuntime

/// Real models on real pictures. `make test` says where ONNX Runtime and the models lie.
struct EndToEndTests {
    private static func engine() throws -> Engine {
        try Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME"))
    }

    private static func model(_ name: String) throws -> Path {
        try Path(RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/" + name)
    }

    /// The lines of every picture of the smoke test.
    private static func truth() throws -> [(picture: String, lines: [String])] {
        guard case .object(let pictures) = try JSONParser.parse(RepositoryFiles.bytes("recipes/smoke/truth.json"))
        else {
            return []
        }
        return try pictures.map { member in
            var fields = try Fields(member.value)
            return (member.name, try fields.array("lines").map { if case .text(let text) = $0 { text } else { "" } })
        }
    }

    @Test(arguments: ["pp-ocrv3", "pp-ocrv4"])
    func `reads every line of the smoke test's pictures`(name: String) throws {
        let reader = try TextReader(Self.engine(), model: Self.model(name), settings: SessionSettings(device: .cpu))
        let truth = try Self.truth()
        #expect(truth.count >= 5)
        for (picture, lines) in truth {
            let read = try reader.read(Picture(decoding: RepositoryFiles.path("recipes/smoke/" + picture)))
            #expect(read.map(\.text) == lines, "\(picture)")
            #expect(read.allSatisfy { $0.score > 0.5 && $0.score <= 1 })
        }
    }

    @Test
    func `reads the same with one thread, with memory to waste, and with a profile`() throws {
        let engine = try Self.engine()
        let picture = try Picture(decoding: RepositoryFiles.path("recipes/smoke/review-positive.png"))
        let settings = [
            SessionSettings(device: .cpu, threads: 1), SessionSettings(device: .cpu, threads: 2, frugal: false),
            SessionSettings(device: .cpu, profiled: true),
        ]
        for settings in settings {
            let reader = try TextReader(engine, model: Self.model("pp-ocrv3"), settings: settings)
            #expect(try reader.read(picture).map(\.text) == ["这家餐厅的服务很棒，强烈推荐！"])
            let counts = try reader.endProfile().counts
            #expect(counts.keys.sorted() == (settings.profiled ? ["CPUExecutionProvider"] : []))
        }
    }

    @Test
    func `judges the golden sentences as the training did`() throws {
        let reader = try SentimentReader(
            Self.engine(), model: RepositoryFiles.path("recipes/models/sentiment"),
            settings: SessionSettings(device: .cpu))
        guard
            case .array(let sentences) = try JSONParser.parse(
                RepositoryFiles.bytes("recipes/models/sentiment/golden.json"))
        else {
            Issue.record("golden.json is no array")
            return
        }
        for sentence in sentences {
            var fields = try Fields(sentence)
            let text = try fields.text("text")
            let expected = try fields.numbers("logits", count: 2, in: -100...100)
            let logits = try reader.logits(of: text)
            #expect(zip(logits, expected).allSatisfy { abs($0 - $1) < 0.001 }, "\(text)")
        }
        let judgement = try reader.judge("这家餐厅的服务很棒，强烈推荐！")
        #expect(judgement.label == "positive")
        #expect(judgement.score > 0.9)
    }

    @Test
    func `runs a smoke plan to its end when one test of it fails`() throws {
        let model = try RepositoryFiles.path("recipes/models/sentiment")
        let picture = try RepositoryFiles.path("recipes/smoke/review-negative.png")
        let run = SmokeRun(try Self.engine(), settings: SessionSettings(device: .cpu, profiled: true))
        let (results, providers) = try run.run([
            .init(name: "no model", task: .ocr(model: Path("/nowhere"), picture: picture)),
            .init(name: "wrong kind", task: .ocr(model: model, picture: picture)),
            .init(name: "reads", task: .ocr(model: Self.model("pp-ocrv3"), picture: picture)),
            .init(name: "judges", task: .sentiment(model: model, text: "太失望了，再也不会来！")),
        ])
        #expect(results.map(\.name) == ["no model", "wrong kind", "reads", "judges"])
        #expect(results[0].outcome == .failure("could not find /nowhere: No such file or directory"))
        guard case .failure(let sentence) = results[1].outcome, case .lines(let lines) = results[2].outcome,
            case .judgement(let judgement) = results[3].outcome
        else {
            Issue.record("\(results)")
            return
        }
        #expect(sentence.hasSuffix("describes a model of the kind sentiment, but one for ocr is needed"))
        #expect(lines.map(\.text) == ["等了一个小时菜还是凉的，太失望了，再也不会来！"])
        #expect(judgement.label == "negative")
        #expect(providers.counts["CPUExecutionProvider", default: 0] > 100)
    }
}
