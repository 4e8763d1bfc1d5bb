import Glibc

/// Judges texts with a classifier over token ids.
public final class SentimentReader {
    /// The inputs that are known, by the names that BERT's exporters give them.
    enum Input: String, CaseIterable {
        case ids = "input_ids"
        case mask = "attention_mask"
        case types = "token_type_ids"
    }

    let labels: [String]
    let tokenizer: Tokenizer
    let session: Session
    let inputs: [Input]

    /// Loads the model in `directory`, whose manifest must be of the kind `sentiment`.
    ///
    /// For many texts it may load longer and take more memory, to judge each in less time.
    ///
    /// Throws ``ManifestError``, ``FileError`` or ``EngineError``, for a network that does not go with its manifest or
    /// its vocabulary, too.
    public init(_ engine: Engine, model directory: Path, settings: SessionSettings, manyTexts: Bool = false) throws {
        let manifest = try ModelManifest(in: directory)
        guard case .sentiment(let kind) = manifest.kind else {
            throw ManifestError.wrongKind(manifest.path, expected: .sentiment, found: manifest.kind.name)
        }
        labels = kind.labels
        tokenizer = try Tokenizer(kind.tokenizer, in: manifest.directory)
        session = try Session(
            engine, model: manifest.directory.file(kind.file), settings: settings, purpose: manyTexts ? .texts : nil)
        inputs = try Self.inputs(of: session, labels: labels.count)
        try requireVocabulary()
        // What was needed to load, several times as much as stays.
        if manyTexts {
            TensorMemory.shared.trim()
            Heap.trim()
        }
    }

    /// Judges one text. Throws ``EngineError``.
    public func judge(_ text: String) throws(EngineError) -> Judgement {
        judgement(try logits(of: text))
    }

    /// The most probable label.
    func judgement(_ logits: [Double]) -> Judgement {
        let probabilities = Self.probabilities(logits)
        var best = 0
        for index in probabilities.indices where probabilities[index] > probabilities[best] { best = index }
        return Judgement(label: labels[best], score: probabilities[best])
    }

    /// The probability of each label.
    private static func probabilities(_ logits: [Double]) -> [Double] {
        let highest = logits.max() ?? 0
        let weights = logits.map { exp($0 - highest) }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    /// The network's output for each label.
    func logits(of text: String) throws(EngineError) -> [Double] {
        try logits(of: tokenizer.ids(text))
    }

    /// The network's output for each label.
    func logits(of ids: [Int64]) throws(EngineError) -> [Double] {
        var feed = Feed(session.engine, model: session.model)
        for input in inputs {
            switch input {
            case .ids: try feed.add(input.rawValue, row: ids)
            case .mask: try feed.add(input.rawValue, row: ids.map { _ in 1 })
            case .types: try feed.add(input.rawValue, row: ids.map { _ in 0 })
            }
        }
        let output = try session.run(feed)
        guard output.shape == [1, labels.count] else {
            throw .wrongOutput(session.model, expected: "[1, \(labels.count)]", found: "\(output.shape)")
        }
        let logits = output.withElements { elements in elements.indices.map { Double(elements[$0]) } }
        guard logits.allSatisfy(\.isFinite) else { throw .notANumber(session.model) }
        return logits
    }

    /// Ends the profile and counts the kernels that ran, by execution provider.
    public func endProfile() throws -> ProviderCounts { try session.endProfile() }
}
