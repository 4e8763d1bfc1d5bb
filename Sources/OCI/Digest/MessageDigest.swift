import CCrypto

/// Owns an `EVP_MD_CTX`, libcrypto's hash in the making.
///
/// The corresponding C functions are `EVP_DigestInit_ex`, `EVP_DigestUpdate` and `EVP_DigestFinal_ex`.
struct MessageDigest: ~Copyable {
    private let context: OpaquePointer
    private let algorithm: OpaquePointer

    /// An empty hash. Fails only without memory, or with a libcrypto that lacks the algorithm: nothing here could go on then.
    init(_ algorithm: OpaquePointer?) {
        guard let algorithm, let context = EVP_MD_CTX_new() else { preconditionFailure("libcrypto offers no hash") }
        self.context = context
        self.algorithm = algorithm
        begin()
    }

    deinit { EVP_MD_CTX_free(context) }

    private func begin() {
        let done = EVP_DigestInit_ex(context, algorithm, nil)
        precondition(done == 1, "libcrypto refused to begin a hash")
    }

    /// Adds bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        let done = EVP_DigestUpdate(context, base, bytes.count)
        precondition(done == 1, "libcrypto refused to hash")
    }

    /// The bytes of the hash of all that was added.
    consuming func finalize() -> [UInt8] { result() }

    /// The same, after which another hash begins.
    mutating func finish() -> [UInt8] {
        defer { begin() }
        return result()
    }

    private func result() -> [UInt8] {
        var raw = [UInt8](repeating: 0, count: Int(EVP_MD_get_size(algorithm)))
        let done = EVP_DigestFinal_ex(context, &raw, nil)
        precondition(done == 1, "libcrypto refused to finish a hash")
        return raw
    }
}
