import Testing

@testable import ModelRuntime

struct ManifestTests {
    private static func parse(_ text: String) throws -> ModelManifest.Kind {
        try ModelManifest.parse(Array(text.utf8), Path("model.json"))
    }

    private static let sentiment = """
        {"kind":"sentiment","name":"n","file":"model.onnx","tokenizer":{"kind":"character","vocabulary":"vocab.txt",\
        "lowercase":true,"fold":"fullwidth","maximumLength":104,"head":54},"labels":["negative","positive"]}
        """

    @Test
    func `reads the manifest of PP-OCRv3`() throws {
        let kind = try ModelManifest.parse(
            RepositoryFiles.bytes("recipes/models/pp-ocrv3/model.json"), Path("model.json"))
        guard case .ocr(let manifest) = kind else {
            Issue.record("the manifest is not one for OCR")
            return
        }
        #expect(manifest.name == "PP-OCRv3")
        #expect(manifest.detection.limit == DetectionLimit(side: .max, pixels: 960))
        #expect(manifest.detection.normalization.mean == [0.485, 0.456, 0.406])
        #expect(manifest.detection.normalization.deviation == [0.229, 0.224, 0.225])
        #expect(manifest.detection.threshold == 0.3)
        #expect(manifest.detection.boxThreshold == 0.6)
        #expect(manifest.detection.unclipRatio == 1.5)
        #expect(!manifest.detection.dilation)
        #expect(manifest.classification?.threshold == 0.9)
        #expect(manifest.recognition.minimumWidth == 320)
        #expect(manifest.recognition.batch == 6)
        #expect(manifest.recognition.dictionary == .metadata("character"))
    }

    @Test
    func `reads the manifest of PP-OCRv4, which differs in the detector's normalisation alone`() throws {
        func manifest(_ name: String) throws -> OCRManifest? {
            let kind = try ModelManifest.parse(
                RepositoryFiles.bytes("recipes/models/\(name)/model.json"), Path("model.json"))
            guard case .ocr(let manifest) = kind else { return nil }
            return manifest
        }
        let newer = try #require(try manifest("pp-ocrv4"))
        let older = try #require(try manifest("pp-ocrv3"))
        #expect(newer.detection.normalization == .half)
        #expect(newer.recognition == older.recognition)
        #expect(newer.classification == older.classification)
    }

    @Test
    func `reads a sentiment manifest`() throws {
        #expect(
            try Self.parse(Self.sentiment)
                == .sentiment(
                    SentimentManifest(
                        name: "n", file: RelativeName("model.onnx"),
                        tokenizer: TokenizerSettings(
                            kind: .character(fold: .fullwidth, head: 54), vocabulary: RelativeName("vocab.txt"),
                            lowercase: true, maximumLength: 104),
                        labels: ["negative", "positive"])))
    }

    @Test(arguments: [
        ("\"name\":\"n\",", "", "\"name\" is missing"),
        ("\"name\":\"n\"", "\"name\":1", "\"name\" must be a string, not integer"),
        ("\"name\":\"n\"", "\"name\":\"n\",\"extra\":1", "unknown key \"extra\""),
        ("\"head\":54", "\"head\":54,\"tail\":1", "unknown key \"tokenizer.tail\""),
        ("\"head\":54", "\"head\":103", "\"tokenizer.head\" is 103, allowed is 0 to 102"),
        ("\"head\":54", "\"head\":5.5", "\"tokenizer.head\" must be an integer, not number"),
        ("\"fullwidth\"", "\"nfkc\"", "\"tokenizer.fold\" is \"nfkc\", known are \"fullwidth\", \"none\""),
        ("\"sentiment\"", "\"speech\"", "\"kind\" is \"speech\", known are \"ocr\", \"sentiment\""),
        ("\"lowercase\":true", "\"lowercase\":1", "\"tokenizer.lowercase\" must be true or false, not integer"),
        (",\"positive\"]", "]", "\"labels\" is 1 labels, allowed is 2 to 1000"),
        ("[\"negative\",", "[0,", "\"labels\" must be strings, not integer"),
        (
            "\"model.onnx\"", "\"../model.onnx\"",
            "\"file\": the file name \"../model.onnx\" leaves its directory: "
                + "give a relative name without \".\" and \"..\""
        ),
        (
            "\"model.onnx\"", "\"/model.onnx\"",
            "\"file\": the file name \"/model.onnx\" leaves its directory: "
                + "give a relative name without \".\" and \"..\""
        ),
    ])
    func `refuses a manifest with a fault and names the member`(from: String, to: String, sentence: String) throws {
        let parts = Self.sentiment.split(separator: from, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        let text = parts.joined(separator: to)
        let error = #expect(throws: ManifestError.self) { try Self.parse(text) }
        #expect(error?.description == "model.json is not a model manifest: \(sentence)")
    }

    @Test
    func `refuses a manifest that is not JSON`() {
        let error = #expect(throws: ManifestError.self) { try Self.parse("{") }
        #expect(error?.description == "model.json is not JSON: the text ends too early")
    }
}
