import Testing

@testable import ModelRuntime

/// The shipped classifier with tables in place of products.
struct SimplifiedSentimentTests {
    private static func reader(manyTexts: Bool) throws -> SentimentReader {
        try SentimentReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")),
            model: RepositoryFiles.path("recipes/models/sentiment"),
            settings: SessionSettings(device: .cpu, threads: 1),
            manyTexts: manyTexts)
    }

    @Test
    func `gives the logits of the model as it is, one by one and together`() throws {
        var graph = try Graph(
            model: InputFile(RepositoryFiles.path("recipes/models/sentiment/model.onnx")).contents(limit: 1 << 24)[...])
        let before = graph.nodes.count
        #expect(try graph.simplify(for: .texts) == 1)
        #expect([before, graph.nodes.count] == [68, 56])

        let (plain, many) = (try Self.reader(manyTexts: false), try Self.reader(manyTexts: true))
        let isSimplified = [plain.session.isSimplified, many.session.isSimplified]
        #expect(isSimplified == [false, true])
        var nasty = NastyTexts(seed: 11) { _ in true }
        let texts = ["", "好", "很好", "太差了", "这家餐厅的服务很棒，强烈推荐！"] + (0..<300).map { _ in nasty.text() }
        var furthest = 0.0
        for text in texts {
            for (ours, theirs) in zip(try many.logits(of: text), try plain.logits(of: text)) {
                furthest = max(furthest, abs(ours - theirs))
            }
        }
        let beyond = Int64(many.tokenizer.vocabulary.count)
        #expect(throws: EngineError.self) { try many.logits(of: [beyond]) }
        print("\(texts.count) texts, logits differ by at most \(furthest)")
        #expect(furthest < 1e-5)
        for (text, judgement) in zip(texts, many.judge(texts, rows: 16)) {
            let (together, alone) = (try judgement.get(), try plain.judge(text))
            #expect(together.label == alone.label && abs(together.score - alone.score) < 1e-5, "\(text)")
        }
    }
}
