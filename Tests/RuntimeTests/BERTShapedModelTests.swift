import OCI
import SystemPackage
import TestSupport
import Testing

@testable import ModelRuntime

/// A network of BERT's and ERNIE's shape, made by Peers/bert.py, behind the same manifest as the shipped model.
struct BERTShapedModelTests {
    private static func reader(_ directory: SystemPackage.FilePath) throws -> SentimentReader {
        try SentimentReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")), model: Path(directory.string),
            settings: SessionSettings(device: .cpu))
    }

    @Test(arguments: ["whole", "ernie"])
    func `gives Python's logits`(variant: String) async throws {
        let directory = try TemporaryDirectory()
        _ = try await Peer("bert.py").lines("make", directory.path.string, variant)
        // What the peer knows as the runtime does; TokenizerParityTests tells it apart.
        var nasty = NastyTexts(seed: 7) { (1...7).contains($0.properties.age?.major ?? 0) }
        let texts =
            ["", "很好", "服务太差，再也不来！", "hello wörld", "[SEP]", String(repeating: "很好 hello ", count: 100)]
            + (0..<200).map { _ in nasty.text() }
        let theirs = try await Peer("bert.py").lines("logits", directory.path.string, texts: texts)
        try #require(theirs.count == texts.count)
        let reader = try Self.reader(directory.path)
        #expect(reader.inputs.contains(.mask) == (variant == "whole"))
        var (furthest, spread) = (0.0, 0.0)
        let first = try reader.logits(of: texts[0])
        for (text, line) in zip(texts, theirs) {
            let ours = try reader.logits(of: text)
            let theirs = String(decoding: line, as: UTF8.self).split(separator: " ").compactMap { Double($0) }
            try #require(ours.count == 2 && theirs.count == 2)
            furthest = max(furthest, abs(ours[0] - theirs[0]), abs(ours[1] - theirs[1]))
            spread = max(spread, abs(ours[0] - first[0]))
        }
        print("\(variant): \(texts.count) texts, logits differ from Python's by at most \(furthest), spread \(spread)")
        #expect(furthest < 1e-5)
        // A network that says the same of every text would prove nothing.
        #expect(spread > 0.1)
    }

    @Test(arguments: [
        ("ids", "expected an input \"input_ids\", found the inputs ids, token_type_ids, attention_mask"),
        (
            "positions",
            "expected no inputs but input_ids, attention_mask, token_type_ids, found the input \"position_ids\""
        ),
        ("int32", "expected the input \"input_ids\" of the form int64 [any, any], found int32 [any, any]"),
        ("rank", "expected the input \"input_ids\" of the form int64 [any, any], found int64 [any]"),
        ("fixed", "expected the input \"input_ids\" of the form int64 [any, any], found int64 [any, 8]"),
        (
            "labels",
            "expected the output \"logits\" of the form float [any, 2], a number for each label, found float [any, 3]"
        ),
        (
            "double",
            "expected the output \"logits\" of the form float [any, 2], a number for each label, found double [any, 2]"
        ),
    ])
    func `refuses a network that the manifest does not describe`(variant: String, sentence: String) async throws {
        let directory = try TemporaryDirectory()
        _ = try await Peer("bert.py").lines("make", directory.path.string, variant)
        let error = #expect(throws: EngineError.self) { _ = try Self.reader(directory.path) }
        #expect(
            error?.description
                == "\(directory.path)/model.onnx is not the model that its manifest says: \(sentence)")
    }

    @Test
    func `refuses a vocabulary of more tokens than the network was made for`() async throws {
        let directory = try TemporaryDirectory()
        _ = try await Peer("bert.py").lines("make", directory.path.string, "embedding")
        let error = #expect(throws: ManifestError.self) { _ = try Self.reader(directory.path) }
        let start =
            "the vocabulary \(directory.path)/vocab.txt has 134 tokens, more than \(directory.path)/model.onnx was made "
            + "for: use the vocabulary that it was trained with ("
        #expect(error?.description.hasPrefix(start) == true, "\(error.map(String.init(describing:)) ?? "no error")")
    }

    @Test
    func `refuses a network that is cut short`() async throws {
        let directory = try TemporaryDirectory()
        _ = try await Peer("bert.py").lines("make", directory.path.string)
        let file = directory.path.appending("model.onnx")
        let bytes = try InputFile(Path(file.string)).contents(limit: 1 << 20)
        for length in [0, 1, 100, bytes.count / 2, bytes.count - 1] {
            try file.replace(with: Array(bytes.prefix(length)))
            let error = #expect(throws: EngineError.self) { _ = try Self.reader(directory.path) }
            guard let error, "\(error)".hasPrefix("could not open the model \(file): ") else {
                Issue.record("\(length) bytes: \(error.map(String.init(describing:)) ?? "no error")")
                continue
            }
        }
    }
}
