/// Why a text is not a digest.
public enum DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    case algorithm(String)
    case hexadecimal(String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .algorithm(let text): "'\(text)' is not a digest: it does not begin with 'sha256:'"
        case .hexadecimal(let text): "'\(text)' is not a SHA-256: 64 lowercase hexadecimal digits are wanted"
        }
    }
}
