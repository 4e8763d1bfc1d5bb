/// What came of one test.
public struct TestVerdict: Hashable, Sendable {
    /// The test's name.
    public let name: String
    /// The test's kind: `ocr`, `sentiment` or `run`.
    public let kind: String
    /// Why the test failed; nil where it passed.
    public let reason: String?
    /// What was measured; nil where nothing could be.
    public let measured: Measurement?
    /// How long it took.
    public let seconds: Double

    /// What was measured.
    public enum Measurement: Hashable, Sendable {
        /// The lines that were read, and how much of them is right.
        case text(accuracy: Double, lines: [String])
        /// The label that was given, and with what score.
        case judgement(label: String, score: Double)
        /// How a command ended.
        case command(ending: String)
    }

    /// Whether the test passed.
    public var isPassed: Bool { reason == nil }

    init(_ test: SmokeTest, seconds: Double, measured: Measurement?, reason: String?) {
        name = test.name
        kind = test.kind
        self.seconds = (seconds * 1000).rounded() / 1000
        self.measured = measured
        self.reason = reason
    }

    init(name: String, kind: String, reason: String?, measured: Measurement?, seconds: Double) {
        self.name = name
        self.kind = kind
        self.reason = reason
        self.measured = measured
        self.seconds = seconds
    }
}

extension SmokeTest {
    /// The kind's word in plans and reports.
    var kind: String {
        switch task {
        case .ocr: "ocr"
        case .sentiment: "sentiment"
        case .run: "run"
        }
    }
}
