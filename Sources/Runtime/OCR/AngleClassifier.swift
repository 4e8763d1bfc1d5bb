/// Finds the lines that stand upside down (PaddleOCR's text direction classifier: class 0 upright, class 1 turned by
/// 180 degrees).
final class AngleClassifier: Sendable {
    private let settings: OCRManifest.Classification
    private let session: Session
    private let input: String
    private let pixels = Normalization.half.lineTable

    init(_ engine: Engine, model: Path, manifest: OCRManifest.Classification, settings: SessionSettings) throws {
        self.settings = manifest
        let session = try Session(engine, model: model, settings: settings, purpose: .lines)
        input = try session.soleInput
        self.session = session
    }

    /// The lines, those upside down turned around. Safe to call from several threads at once.
    func upright(_ lines: [Picture], times: ReadingTimes) throws -> [Picture] {
        var feed = Feed(session.engine, model: session.model)
        try times.measure(.lines) { () throws(EngineError) in
            let batch = LineBatch(lines, height: settings.height, width: settings.width)
            try feed.add(input, shape: batch.shape, of: Float.self) { batch.write(to: &$0, table: pixels) }
        }
        let output = try times.measure(.classification) { () throws(EngineError) in try session.run(feed) }
        guard output.shape == [lines.count, 2] else {
            throw EngineError.wrongOutput(
                session.model, expected: "[\(lines.count), 2]", found: "\(output.shape)")
        }
        guard output.isFinite else { throw EngineError.notANumber(session.model) }
        let threshold = settings.threshold
        let turned: [Float] = output.withElements { elements in
            lines.indices.map { elements[$0 * 2 + 1] > elements[$0 * 2] ? elements[$0 * 2 + 1] : 0 }
        }
        return zip(lines, turned).map { $1 > threshold ? $0.turnedAround() : $0 }
    }

    func endProfile() throws -> ProviderCounts { try session.endProfile() }
}
