import CCrypto

/// The MD5 of a stream, in which Debian's packages name their files. It proves nothing against somebody who means harm.
///
/// The corresponding C functions are `EVP_DigestInit_ex`, `EVP_DigestUpdate` and `EVP_DigestFinal_ex`.
public struct MD5Hasher: ~Copyable {
    private let context: OpaquePointer

    /// An empty hash.
    public init() {
        // Fails only without memory, or with a libcrypto that has no MD5: dpkg's databases could not be read then.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_md5(), nil) == 1 else {
            preconditionFailure("libcrypto offers no MD5")
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

    /// The 32 hexadecimal digits of the hash of `bytes`.
    public static func hex(_ bytes: [UInt8]) -> String {
        var hasher = MD5Hasher()
        bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.hex()
    }

    /// The 32 hexadecimal digits of the hash of all that was added.
    public consuming func hex() -> String { finalize().flatMap { [$0 >> 4, $0 & 15] }.map(MD5Hasher.digit).joined() }

    private static func digit(_ value: UInt8) -> String { String(value, radix: 16) }

    /// The 16 bytes of the hash of all that was added.
    public consuming func finalize() -> [UInt8] {
        var raw = [UInt8](repeating: 0, count: 16)
        let done = EVP_DigestFinal_ex(context, &raw, nil)
        precondition(done == 1, "libcrypto refused to finish a hash")
        return raw
    }
}
