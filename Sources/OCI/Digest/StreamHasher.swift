/// Hashes a stream, and beside it another: a layer's blob and its content, or two layers.
///
/// Where the processor has SHA instructions (`SHA256Lane`), bytes that come together for two cost little more than for one;
/// elsewhere libcrypto hashes one after the other.
public struct StreamHasher: ~Copyable {
    private var lane: SHA256Lane?
    private var hasher = SHA256Hasher()

    /// An empty hash.
    public init() { self.init(withInstructions: SHA256Lane.isSupported) }

    init(withInstructions isSupported: Bool) {
        if isSupported { lane = SHA256Lane() }
    }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        if lane == nil { hasher.update(bytes) } else { lane?.update(bytes) }
    }

    /// Adds bytes to one stream and others to another.
    public static func update(
        _ first: inout StreamHasher, _ firstBytes: UnsafeRawBufferPointer, beside second: inout StreamHasher,
        _ secondBytes: UnsafeRawBufferPointer
    ) {
        guard var one = first.lane.take(), var two = second.lane.take() else {
            first.hasher.update(firstBytes)
            second.hasher.update(secondBytes)
            return
        }
        SHA256Lane.update(&one, firstBytes, beside: &two, secondBytes)
        first.lane = one
        second.lane = two
    }

    /// The digest of all that was added, after which another stream begins.
    public mutating func finish() -> Digest {
        if let done = lane {
            lane = SHA256Lane()
            return done.finalize()
        }
        return hasher.finish()
    }
}
