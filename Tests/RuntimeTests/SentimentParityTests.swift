import Testing

@testable import ModelRuntime

/// The shipped sentiment model on the texts that were held out of its training.
struct SentimentParityTests {
    /// What the training measured (recipes/models/sentiment/README.md): right of all texts, of negative and positive ones.
    private static let trained = (right: [806, 693], of: [888, 839])

    @Test
    func `judges the held-out texts as Python's ONNX Runtime does, and is right as often as in training`() async throws
    {
        let lines = try await Peer("corpus.py").lines("test", Peer.corpus())
        let labels = try lines.map { try #require($0.first) == UInt8(ascii: "1") ? 1 : 0 }
        let texts = try Peer.texts(lines.map { $0.dropFirst(2) })
        #expect([labels.count { $0 == 0 }, labels.count { $0 == 1 }] == Self.trained.of)
        let model = try RepositoryFiles.path("recipes/models/sentiment")
        let peer = try await Peer("sentiment.py").lines(model.string, texts: texts)
        try #require(peer.count == texts.count)
        let reader = try SentimentReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")), model: model,
            settings: SessionSettings(device: .cpu))
        var right = [0, 0]
        var furthest = 0.0
        var flips: [String] = []
        for (index, text) in texts.enumerated() {
            let ours = try reader.logits(of: text)
            let theirs = String(decoding: peer[index], as: UTF8.self).split(separator: " ").compactMap { Double($0) }
            try #require(ours.count == 2 && theirs.count == 2)
            furthest = max(furthest, abs(ours[0] - theirs[0]), abs(ours[1] - theirs[1]))
            let label = ours[1] > ours[0] ? 1 : 0
            if label != (theirs[1] > theirs[0] ? 1 : 0), abs(theirs[1] - theirs[0]) >= 1e-4 { flips.append(text) }
            if label == labels[index] { right[label] += 1 }
        }
        let accuracy = Double(right.reduce(0, +)) / Double(texts.count)
        print(
            "sentiment: \(right.reduce(0, +)) of \(texts.count) right, \(accuracy); logits differ from Python's by at most "
                + "\(furthest), \(flips.count) labels flip")
        let expected = Double(Self.trained.right.reduce(0, +)) / Double(Self.trained.of.reduce(0, +))
        #expect(abs(accuracy - expected) <= 0.001)
        #expect(flips.isEmpty)
        #expect(furthest < 1e-4)
        // An empty text is one, too.
        #expect(try reader.logits(of: "").allSatisfy(\.isFinite))
    }
}
