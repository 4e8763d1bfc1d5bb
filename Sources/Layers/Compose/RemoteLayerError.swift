public import OCI

/// Why an entry of a shared cache is not used.
public enum RemoteLayerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is no entry of such a cache, or of another compression.
    case foreign(Digest)
    /// It says of itself that it is of other inputs.
    case otherInputs(Digest)
    /// The blob does not decompress to what the entry says.
    case diffID(Digest, expected: DiffID, actual: DiffID)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .foreign(let inputs): "the entry for the inputs \(inputs) is no layer of this kind and compression"
        case .otherInputs(let inputs): "the entry for the inputs \(inputs) says that it is of others"
        case .diffID(let inputs, let expected, let actual):
            "the entry for the inputs \(inputs) decompresses to \(actual) and not to \(expected)"
        }
    }
}
