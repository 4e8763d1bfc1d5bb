/// How far a compressed stream from outside is followed.
public struct DecompressionLimits: Hashable, Sendable {
    /// The most bytes of content.
    public let maximumOutput: Int64
    /// The largest zstd window, as a power of two: what a stream can make the decoder keep in memory. 10…31.
    public let maximumWindowLog: Int

    /// Limits; 27 (128 MiB) is what zstd itself allows unasked.
    public init(maximumOutput: Int64, maximumWindowLog: Int = 27) {
        precondition(maximumOutput >= 0 && (10...31).contains(maximumWindowLog))
        self.maximumOutput = maximumOutput
        self.maximumWindowLog = maximumWindowLog
    }
}
