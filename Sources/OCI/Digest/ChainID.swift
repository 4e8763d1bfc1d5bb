/// The digest of a stack of layers, from the lowest up.
///
/// Source: OCI image-spec, config.md, "Layer ChainID": the ID of one layer is its diffID, of more the digest of
/// `ChainID(below) + " " + diffID`.
public struct ChainID: Hashable, Sendable, CustomStringConvertible {
    /// The digest that names the stack.
    public let digest: Digest

    /// The chain over `layers`; nil for none.
    public init?(_ layers: some Collection<DiffID>) {
        guard let first = layers.first else { return nil }
        digest = layers.dropFirst().reduce(first.digest) { chain, layer in
            Digest(of: Array("\(chain) \(layer)".utf8))
        }
    }

    /// `sha256:HEX`.
    public var description: String { digest.description }
}
