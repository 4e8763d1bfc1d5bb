/// What a whole compressed stream was made of.
public struct DecompressionSummary: Hashable, Sendable {
    /// Bytes of the compressed stream.
    public let inputSize: Int64
    /// Bytes of its content.
    public let outputSize: Int64
    /// gzip members or zstd frames, skippable ones not counted; 0 without compression.
    public let members: Int
    /// Whether a gzip header holds what may change from build to build: a time, a name, a comment or an extra field.
    public let hasVolatileHeader: Bool
    /// zstd frames that carry bytes which are no content (RFC 8878, section 3.1.2).
    public let skippableFrames: Int
    /// Whether a zstd frame says nothing by which its content could be checked.
    public let hasUncheckedFrame: Bool
}
