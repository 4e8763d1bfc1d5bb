import Sandbox

/// Compares what tests gave with what they should give. Nothing here runs anything.
enum Judge {
    /// The verdict on what the runtime answered to a model test.
    static func judge(_ test: SmokeTest, _ result: RuntimeAnswer.Result) -> TestVerdict {
        func verdict(_ measured: TestVerdict.Measurement?, _ reason: String?) -> TestVerdict {
            let late = result.seconds > Double(test.timeout) ? "it took more than \(test.timeout) s" : nil
            return TestVerdict(test, seconds: result.seconds, measured: measured, reason: reason ?? late)
        }
        switch (test.task, result.outcome) {
        case (_, .failure(let sentence)): return verdict(nil, "the runtime says: \(sentence.excerpt)")
        case (.ocr(let expected), .lines(let lines)):
            let accuracy = CharacterAccuracy.measure(expected: expected.lines, got: lines)
            let isEnough = accuracy >= expected.accuracy
            let reason = "the character accuracy \(accuracy.rounded6) is below \(expected.accuracy)"
            return verdict(.text(accuracy: accuracy.rounded6, lines: lines), isEnough ? nil : reason)
        case (.sentiment(let expected), .judgement(let label, let score)):
            let measured = TestVerdict.Measurement.judgement(label: label, score: score)
            if label != expected.label {
                return verdict(measured, "the label is '\(label.excerpt)' and not '\(expected.label)'")
            }
            let reason = "the score \(score) is below \(expected.score)"
            return verdict(measured, score >= expected.score ? nil : reason)
        default: return verdict(nil, "the runtime's answer is of another kind than the test")
        }
    }

    /// The verdict on a command that ran.
    static func judge(_ test: SmokeTest, _ run: SmokeTest.Run, _ outcome: CommandOutcome) -> TestVerdict {
        TestVerdict(
            test, seconds: outcome.seconds, measured: .command(ending: outcome.termination.description),
            reason: fault(of: outcome, in: run, timeout: test.timeout))
    }

    private static func fault(of outcome: CommandOutcome, in run: SmokeTest.Run, timeout: Int64) -> String? {
        if outcome.timedOut { return "it did not end within \(timeout) s" }
        guard outcome.termination == .exited(run.status) else { return ending(of: outcome) }
        guard let pattern = run.output else { return nil }
        let text = String(decoding: outcome.standardOutput.prefix(65536), as: UTF8.self)
        return pattern.matches(text) ? nil : "its output has no match of '\(pattern.source)': \(text.excerpt)"
    }

    /// How a program ended, with the end of what it said about it.
    static func ending(of outcome: CommandOutcome) -> String {
        let complaint = outcome.complaint
        return "it \(outcome.termination)" + (complaint.isEmpty ? "" : ": \(complaint.ending)")
    }
}

extension Double {
    /// Six decimals: more than the models' arithmetic holds.
    var rounded6: Double { (self * 1e6).rounded() / 1e6 }
}

extension String {
    /// The beginning of a foreign text, for one line of a report.
    var excerpt: String { String(printable.prefix(300)) }

    /// The end of a foreign text, for one line of a report.
    var ending: String { String(printable.suffix(300)) }

    private var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
