public import SystemPackage

/// Why a signed document is not believed.
public enum SignatureError: Error, Hashable, Sendable, CustomStringConvertible {
    case noKeyring(FilePath)
    case keyring(FilePath, reason: String)
    case bad(name: String, reason: String)
    case unsigned(name: String, keyring: FilePath, log: String)
    case unfinished(name: String, reason: String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noKeyring(let path):
            "the keyring \(path) is missing; install debian-archive-keyring or name another one in the recipe"
        case .keyring(let path, let reason): "the keyring \(path) cannot be read: \(reason)"
        case .bad(let name, let reason): "the signature of \(name) is refused: gpgv says \(reason)"
        case .unsigned(let name, let keyring, let log):
            "\(name) bears no valid signature of a key in \(keyring)" + (log.isEmpty ? "" : ": \(log)")
        case .unfinished(let name, let reason): "gpgv did not finish with \(name): \(reason)"
        }
    }
}
