/// Hashes two streams side by side: a compressed one and its content, for instance.
///
/// Where the processor has SHA instructions (`SHA256Lane`), bytes that come together for both take two
/// thirds of the time that they take apart; elsewhere libcrypto hashes one after the other.
public struct TwinHasher: ~Copyable {
    private var lanes: (first: SHA256Lane, second: SHA256Lane)?
    private var first = SHA256Hasher()
    private var second = SHA256Hasher()

    /// Empty hashes.
    public init() { self.init(withInstructions: SHA256Lane.isSupported) }

    init(withInstructions isSupported: Bool) {
        if isSupported { lanes = (SHA256Lane(), SHA256Lane()) }
    }

    /// Adds bytes to the first stream.
    public mutating func updateFirst(_ bytes: UnsafeRawBufferPointer) {
        if lanes == nil { first.update(bytes) } else { lanes?.first.update(bytes) }
    }

    /// Adds bytes to the second stream.
    public mutating func updateSecond(_ bytes: UnsafeRawBufferPointer) {
        if lanes == nil { second.update(bytes) } else { lanes?.second.update(bytes) }
    }

    /// Adds bytes to each stream.
    public mutating func update(first: UnsafeRawBufferPointer, second: UnsafeRawBufferPointer) {
        guard var lanes = lanes.take() else {
            self.first.update(first)
            self.second.update(second)
            return
        }
        SHA256Lane.update(&lanes.first, first, beside: &lanes.second, second)
        self.lanes = lanes
    }

    /// The digest of the first stream, after which another begins.
    public mutating func finishFirst() -> Digest {
        if let lane = lanes?.first {
            lanes?.first = SHA256Lane()
            return lane.finalize()
        }
        var done = SHA256Hasher()
        swap(&done, &first)
        return done.finalize()
    }

    /// The digest of the second stream, after which another begins.
    public mutating func finishSecond() -> Digest {
        if let lane = lanes?.second {
            lanes?.second = SHA256Lane()
            return lane.finalize()
        }
        var done = SHA256Hasher()
        swap(&done, &second)
        return done.finalize()
    }
}
