import CCrypto

/// The MD5 of a stream, in which Debian's packages name their files. It proves nothing against somebody who means harm.
public struct MD5Hasher: ~Copyable {
    private var hash = MessageDigest(EVP_md5())

    /// An empty hash.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bytes) }

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
    public consuming func finalize() -> [UInt8] { hash.finalize() }

    /// The 16 bytes of the hash of all that was added, after which another stream begins.
    public mutating func finish() -> [UInt8] { hash.finish() }
}
