import Glibc

/// Runs the tests of a plan in one process, so that each model is loaded once.
final class SmokeRun {
    /// What a test gave.
    enum Outcome: Equatable, Sendable {
        case lines([TextLine])
        case judgement(Judgement)
        /// The sentence of what stopped this test; the others go on.
        case failure(String)
    }

    /// A test's outcome and how long it took, the loading of its model included where it was the first to need it.
    struct Result: Equatable, Sendable {
        let name: String
        let seconds: Double
        let outcome: Outcome
    }

    private let engine: Engine
    private let settings: SessionSettings
    private var textReaders: [Path: TextReader] = [:]
    private var sentimentReaders: [Path: SentimentReader] = [:]

    init(_ engine: Engine, settings: SessionSettings) {
        self.engine = engine
        self.settings = settings
    }

    /// Runs every test in order and counts the kernels that ran, by execution provider.
    ///
    /// A test that fails is a result. Throws ``EngineError/deviceUnavailable(_:message:)`` when nothing can run at all,
    /// and what stops the reading of the profiles.
    func run(_ tests: [SmokePlan.Test]) throws -> (results: [Result], providers: ProviderCounts) {
        var results: [Result] = []
        for test in tests {
            let start = Self.now()
            let outcome: Outcome
            do {
                outcome = try run(test.task)
            } catch let error as EngineError {
                if case .deviceUnavailable = error { throw error }
                outcome = .failure("\(error)")
            } catch {
                outcome = .failure("\(error)")
            }
            results.append(Result(name: test.name, seconds: Self.now() - start, outcome: outcome))
        }
        var providers = ProviderCounts()
        for reader in textReaders.values { providers.add(try reader.endProfile()) }
        for reader in sentimentReaders.values { providers.add(try reader.endProfile()) }
        return (results, providers)
    }

    private func run(_ task: SmokePlan.Task) throws -> Outcome {
        switch task {
        case .ocr(let model, let picture):
            let picture = try Picture(decoding: picture)
            return .lines(try textReader(model).read(picture))
        case .sentiment(let model, let text): return .judgement(try sentimentReader(model).judge(text))
        }
    }

    private func textReader(_ model: Path) throws -> TextReader {
        if let reader = textReaders[model] { return reader }
        let reader = try TextReader(engine, model: model, settings: settings)
        textReaders[model] = reader
        return reader
    }

    private func sentimentReader(_ model: Path) throws -> SentimentReader {
        if let reader = sentimentReaders[model] { return reader }
        let reader = try SentimentReader(engine, model: model, settings: settings)
        sentimentReaders[model] = reader
        return reader
    }

    /// Seconds on a clock that nobody sets.
    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
