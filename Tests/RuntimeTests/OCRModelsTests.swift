import Testing

@testable import ModelRuntime

/// The generations of PP-OCR differ in their manifests alone.
struct OCRModelsTests {
    /// The manifest in `text`, or nil when it is one of another kind.
    static func manifest(_ text: String) throws -> OCRManifest? {
        guard case .ocr(let manifest) = try ModelManifest.parse(Array(text.utf8), Path("model.json")) else {
            return nil
        }
        return manifest
    }

    private static func text(_ file: String) throws -> String {
        String(decoding: try RepositoryFiles.bytes(file), as: UTF8.self)
    }

    @Test(arguments: [
        ("v3", [0.485, 0.456, 0.406], ReadingOrder.neighbors), ("v4", [0.5, 0.5, 0.5], .neighbors),
        ("v6", [0.5, 0.5, 0.5], .rows),
    ])
    func `takes RapidOCR's constants from a manifest`(version: String, mean: [Double], order: ReadingOrder) throws {
        let manifest = try #require(
            try Self.manifest(Self.text("Tests/RuntimeTests/Parity/rapidocr-\(version).json")))
        #expect(manifest.page == PageLimit(longest: 2000, shortest: 30))
        #expect(manifest.order == order)
        #expect(manifest.detection.limit == DetectionLimit(side: .min, pixels: 736))
        #expect(manifest.detection.normalization.mean == mean)
        #expect(manifest.detection.boxThreshold == 0.5)
        #expect(manifest.detection.unclipRatio == 1.6)
        #expect(manifest.detection.dilation)
    }

    @Test
    func `takes every size of picture where the manifest sets no limits`() throws {
        let manifest = try #require(try Self.manifest(Self.text("recipes/models/pp-ocrv4/model.json")))
        #expect(manifest.page == nil)
        #expect(manifest.order == .neighbors)
    }

    @Test(arguments: [
        (
            "\"order\": \"rows\"", "\"order\": \"columns\"",
            "\"order\" is \"columns\", known are \"neighbors\", \"rows\""
        ),
        ("\"longest\": 2000", "\"longest\": 31", "\"page.longest\" is 31, allowed is 32 to 10000"),
        ("\"shortest\": 30", "\"shortest\": 0", "\"page.shortest\" is 0, allowed is 1 to 1024"),
        ("\"shortest\": 30", "\"shortest\": 30, \"x\": 1", "unknown key \"page.x\""),
    ])
    func `says what is wrong with the limits or the order`(part: String, replacement: String, reason: String) throws {
        let text = try Self.text("Tests/RuntimeTests/Parity/rapidocr-v6.json").replacing(part, with: replacement)
        let error = #expect(throws: ManifestError.self) { try Self.manifest(text) }
        #expect(error?.description == "model.json is not a model manifest: \(reason)")
    }

    /// PP-OCRv5 loses the last character of one line of the scan, which is 1.2 degrees off.
    @Test(arguments: [("pp-ocrv5", ["scan.jpg"]), ("pp-ocrv6", [])])
    func `reads the smoke test's pictures with the newer generations`(model: String, except: [String]) throws {
        let reader = try TextReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")),
            model: Path(RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/" + model),
            settings: SessionSettings(device: .cpu))
        let truth = try JSONParser.parse(RepositoryFiles.bytes("recipes/smoke/truth.json")).members
        #expect(truth.count >= 5)
        for page in truth where !except.contains(page.name) {
            let lines = try reader.read(Picture(decoding: RepositoryFiles.path("recipes/smoke/" + page.name)))
            #expect(lines.map(\.text) == page.value["lines"].items.map(\.string), "\(page.name)")
        }
    }
}
