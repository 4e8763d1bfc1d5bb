/// Why a text is not a name, a version or a relation of Debian packages.
public enum DebianNameError: Error, Hashable, Sendable, CustomStringConvertible {
    case packageName(String)
    case version(String)
    case relation(String)
    case architecture(String)
    case suite(String)
    case archive(String)
    case pathPattern(String)
    case pin(String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .packageName(let text): "'\(text)' is not the name of a Debian package"
        case .version(let text): "'\(text)' is not a Debian version"
        case .relation(let text): "'\(text)' is not a relation between Debian packages"
        case .architecture(let text): "'\(text)' is not the name of a Debian architecture"
        case .suite(let text): "'\(text)' is not the name of a Debian suite or component"
        case .archive(let text): "'\(text)' is not a name for an archive: lowercase letters, digits and '-' are wanted"
        case .pin(let reason): "the pin means nothing: \(reason)"
        case .pathPattern(let text):
            "'\(text)' is not a pattern of paths: it begins with '/', holds no blank, and every '[' has its ']'"
        }
    }

    /// Texts from outside are cut, so that no message grows with them.
    static func excerpt(_ text: some StringProtocol) -> String { String(text.prefix(100)) }
}
