import Testing

@testable import ModelRuntime

/// What is made of the networks of PP-OCR.
struct SimplifiedModelsTests {
    struct Network: CustomTestStringConvertible, Sendable {
        let file: String
        /// The size of a picture that it takes.
        let input: (width: Int, height: Int)
        /// The operators before and afterwards.
        let operators: [Int]

        var testDescription: String { file }
    }

    static let networks = [
        Network(file: "pp-ocrv3/det.onnx", input: (736, 96), operators: [712, 211]),
        Network(file: "pp-ocrv3/rec.onnx", input: (320, 48), operators: [732, 245]),
        Network(file: "pp-ocrv3/cls.onnx", input: (192, 48), operators: [566, 151]),
        Network(file: "pp-ocrv4/det.onnx", input: (736, 96), operators: [672, 194]),
        Network(file: "pp-ocrv4/rec.onnx", input: (320, 48), operators: [860, 275]),
        Network(file: "pp-ocrv5/det.onnx", input: (736, 96), operators: [502, 194]),
        Network(file: "pp-ocrv5/rec.onnx", input: (320, 48), operators: [550, 253]),
        Network(file: "pp-ocrv5/cls.onnx", input: (192, 48), operators: [511, 150]),
        Network(file: "pp-ocrv6/det.onnx", input: (736, 96), operators: [464, 241]),
        Network(file: "pp-ocrv6/rec.onnx", input: (320, 48), operators: [480, 288]),
    ]

    @Test(arguments: networks)
    func `computes the same with the operators of a simpler graph`(network: Network) throws {
        let model = try Path(RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/" + network.file)
        var graph = try Graph(model: InputFile(model).contents(limit: 1 << 30)[...])
        let before = graph.nodes.count
        let purpose: GraphPurpose = network.file.hasSuffix("det.onnx") ? .pages : .lines
        _ = try graph.simplify(for: purpose)
        #expect([before, graph.nodes.count] == network.operators)

        let engine = try Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME"))
        let simple = try Session(
            engine, model: model, settings: SessionSettings(device: .cpu), purpose: purpose)
        let plain = try Session(engine, model: model, settings: SessionSettings(device: .cpu))
        let isSimplified = [simple.isSimplified, plain.isSimplified]
        #expect(isSimplified == [true, false])
        let (ours, theirs) = (try Self.run(simple, network.input), try Self.run(plain, network.input))
        #expect(ours.shape == theirs.shape)
        let furthest = zip(ours.values, theirs.values).map { abs($0 - $1) }.max() ?? .infinity
        print("\(network.file): \(before) operators become \(graph.nodes.count); off by at most \(furthest)")
        // The sum of rounding in other orders: the library with its own optimizations is as far from itself without.
        #expect(furthest <= 1e-4)
        // Probabilities that are all alike would prove nothing.
        #expect((theirs.values.max() ?? 0) - (theirs.values.min() ?? 0) > 0.01)
    }

    /// What a network says of a line of text.
    private static func run(_ session: borrowing Session, _ size: (width: Int, height: Int)) throws -> Weights {
        let picture = try Picture(decoding: RepositoryFiles.path("recipes/smoke/review-positive.png"))
            .resized(width: size.width, height: size.height)
        var feed = Feed(session.engine, model: session.model)
        let table = Normalization.half.pageTable
        try feed.add(session.soleInput, shape: [1, 3, size.height, size.width], of: Float.self) { span in
            picture.write(to: &span, at: 0, planeWidth: size.width, table: table)
        }
        let output = try session.run(feed)
        return Weights(
            shape: output.shape, values: output.withElements { elements in elements.indices.map { elements[$0] } })
    }
}
