/// Hashes two streams side by side: a layer's tar and the blob that it is compressed to, for instance.
///
/// Where the processor has SHA instructions (`SHA256Lane`), two bytes that are hashed together take two thirds of the time
/// that they take apart; elsewhere libcrypto hashes one after the other.
public struct TwinHasher: ~Copyable {
    private var lanes: (first: SHA256Lane, second: SHA256Lane)?
    private var first = SHA256Hasher()
    private var second = SHA256Hasher()

    /// Empty hashes.
    public init() { self.init(withInstructions: SHA256Lane.isSupported) }

    init(withInstructions isSupported: Bool) {
        if isSupported { lanes = (SHA256Lane(), SHA256Lane()) }
    }

    /// Adds bytes to each stream; either may be empty.
    public mutating func update(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) {
        guard var lanes = lanes.take() else {
            self.first.update(first)
            self.second.update(second)
            return
        }
        SHA256Lane.update(&lanes.first, first, &lanes.second, second)
        self.lanes = lanes
    }

    /// The digests of the two streams.
    public consuming func finalize() -> (first: Digest, second: Digest) {
        if let lanes { return (lanes.first.finalize(), lanes.second.finalize()) }
        return (first.finalize(), second.finalize())
    }
}
