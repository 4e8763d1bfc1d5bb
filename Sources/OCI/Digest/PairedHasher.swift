/// Hashes a stream, and within it one part after the other: an archive and its files, for instance.
///
/// Where the processor has SHA instructions (`SHA256Lane`), bytes that count for both cost as much as for one; elsewhere
/// libcrypto hashes them twice.
public struct PairedHasher: ~Copyable {
    private var lanes: (whole: SHA256Lane, part: SHA256Lane)?
    private var whole = SHA256Hasher()
    private var part = SHA256Hasher()

    /// Empty hashes.
    public init() { self.init(withInstructions: SHA256Lane.isSupported) }

    init(withInstructions isSupported: Bool) {
        if isSupported { lanes = (SHA256Lane(), SHA256Lane()) }
    }

    /// Adds bytes to the stream alone.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        if lanes == nil { whole.update(bytes) } else { lanes?.whole.update(bytes) }
    }

    /// Adds bytes to the stream and to its part.
    public mutating func updateBoth(_ bytes: UnsafeRawBufferPointer) {
        guard var lanes = lanes.take() else {
            whole.update(bytes)
            part.update(bytes)
            return
        }
        SHA256Lane.update(&lanes.whole, &lanes.part, bytes)
        self.lanes = lanes
    }

    /// The digest of the part, after which the next begins.
    public mutating func finishPart() -> Digest {
        if let lane = lanes?.part {
            lanes?.part = SHA256Lane()
            return lane.finalize()
        }
        return part.finish()
    }

    /// The digest of the whole stream.
    public consuming func finalize() -> Digest {
        if let lane = lanes?.whole { return lane.finalize() }
        return whole.finalize()
    }
}
