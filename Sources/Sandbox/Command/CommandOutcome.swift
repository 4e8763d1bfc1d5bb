/// What was seen of a program that ran.
public struct CommandOutcome: Hashable, Sendable {
    /// How it ended.
    public let termination: Termination
    /// Whether it was killed because its time was up.
    public let timedOut: Bool
    /// The first bytes that it wrote to standard output, up to the limit.
    public let standardOutput: [UInt8]
    /// The last bytes that it wrote to standard error, up to the limit.
    public let standardError: [UInt8]
    /// Whether it wrote more than was kept.
    public let isOutputCut: Bool
    /// How long it ran, by a clock that never goes back.
    public let seconds: Double

    /// Whether it ended by itself, in time, with status 0.
    public var isSuccess: Bool { !timedOut && termination.isSuccess }

    /// What it wrote to standard error, as text without blanks at its ends.
    public var complaint: String {
        let text = String(decoding: standardError, as: UTF8.self)
        let tail = text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
        return String(tail)
    }

    func ending(_ termination: Termination) -> CommandOutcome {
        CommandOutcome(
            termination: termination, timedOut: timedOut, standardOutput: standardOutput, standardError: standardError,
            isOutputCut: isOutputCut, seconds: seconds)
    }
}
