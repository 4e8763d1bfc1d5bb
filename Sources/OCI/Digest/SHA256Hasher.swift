import CCrypto

/// Hashes a stream with libcrypto.
public struct SHA256Hasher: ~Copyable {
    private var hash = MessageDigest(EVP_sha256())

    /// An empty hash.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bytes) }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of all that was added.
    public consuming func finalize() -> Digest { Digest(raw: hash.finalize()) }

    /// The digest of all that was added, after which another stream begins.
    public mutating func finish() -> Digest { Digest(raw: hash.finish()) }
}
