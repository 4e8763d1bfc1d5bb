/// Names content by its hash: `sha256:` and 64 lowercase hexadecimal digits.
///
/// Source: OCI image-spec, descriptor.md, "Digests". Other registered algorithms are refused: nothing here could verify them.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The 64 hexadecimal digits, without the algorithm.
    public let hex: String

    /// Parses `sha256:HEX`.
    ///
    /// - Throws: ``DigestError`` for another algorithm, a wrong length or digits that are not lowercase hexadecimal.
    public init(_ text: some StringProtocol) throws(DigestError) {
        guard text.hasPrefix("sha256:") else { throw .algorithm(String(text.prefix(100))) }
        try self.init(hex: text.dropFirst(7))
    }

    /// Parses the 64 hexadecimal digits alone, as `Packages` files and locks of other tools write them.
    public init(hex text: some StringProtocol) throws(DigestError) {
        let isHex = text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard text.utf8.count == 64, isHex else { throw .hexadecimal(String(text.prefix(100))) }
        hex = String(text)
    }

    /// The digest of bytes held in memory.
    public init(of bytes: some Sequence<UInt8>) {
        var hasher = SHA256Hasher()
        hasher.update(Array(bytes))
        self = hasher.finalize()
    }

    /// Made by the hasher, whose output is valid by construction.
    init(raw: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in raw {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        hex = String(decoding: text, as: UTF8.self)
    }

    /// `sha256:HEX`.
    public var description: String { "sha256:" + hex }

    /// The first twelve digits, for people.
    public var short: String { String(hex.prefix(12)) }

    /// Orders by the digits.
    public static func < (left: Digest, right: Digest) -> Bool {
        left.hex.utf8.lexicographicallyPrecedes(right.hex.utf8)
    }
}
