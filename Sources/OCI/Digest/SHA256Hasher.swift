import CCrypto

/// Hashes a stream with libcrypto.
///
/// The corresponding C functions are `EVP_DigestInit_ex`, `EVP_DigestUpdate` and `EVP_DigestFinal_ex`.
public struct SHA256Hasher: ~Copyable {
    private let context: OpaquePointer

    /// An empty hash.
    public init() {
        // Fails only without memory, or with a libcrypto that has no SHA-256: nothing here could go on then.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto offers no SHA-256")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        let done = EVP_DigestUpdate(context, base, bytes.count)
        precondition(done == 1, "libcrypto refused to hash")
    }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of all that was added.
    public consuming func finalize() -> Digest {
        var raw = [UInt8](repeating: 0, count: 32)
        let done = EVP_DigestFinal_ex(context, &raw, nil)
        precondition(done == 1, "libcrypto refused to finish a hash")
        return Digest(raw: raw)
    }
}
