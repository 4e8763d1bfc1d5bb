/// What stops work with a registry.
public enum RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file of logins is malformed.
    case logins(JSONError)
    /// The transfer failed.
    case http(String)
    /// The registry refused, in its own words.
    case refused(String, status: Int, code: String?, message: String?)
    /// The registry wants a login that is not there, or does not take the one that is.
    case unauthorized(RegistryRepository, hasLogin: Bool)
    /// What the registry asks to be shown makes no sense.
    case challenge(RegistryHost, String)
    /// The registry's tokens come from another host, for which there is no login.
    case foreignRealm(RegistryHost, realm: String)
    /// Tokens would come over an unencrypted connection.
    case plainRealm(RegistryHost, realm: String)
    /// The token's document is malformed.
    case token(RegistryHost, JSONError)
    /// The bytes of a manifest or blob are not the ones that were asked for.
    case digest(String, expected: Digest, actual: Digest)
    /// The registry says of a manifest that it has another digest than its bytes.
    case header(String, says: String, actual: Digest)
    /// A blob has another size than its descriptor says.
    case size(String, expected: Int64, actual: Int64)
    /// A manifest is none.
    case document(ManifestDocumentError)

    init(_ error: any Error) {
        switch error {
        case let error as RegistryError: self = error
        case let error as ManifestDocumentError: self = .document(error)
        default: self = .http("\(error)")
        }
    }

    /// The sentence for people.
    public var description: String {
        switch self {
        case .logins(let error): "the registries' logins are malformed: \(error); log in anew with 'skopeo login'"
        case .http(let message): message
        case .refused(let place, let status, let code, let message):
            "fetching \(place): the registry answered \(status)"
                + (code.map { " \($0)" } ?? "") + (message.map { " ('\($0)')" } ?? "")
                + (status == 404 ? "; check the name and the digest" : "; try again later")
        case .unauthorized(let repository, false):
            "\(repository) is not open to everybody, and no login for \(repository.host) is known; "
                + "run 'skopeo login \(repository.host)'"
        case .unauthorized(let repository, true):
            "the login for \(repository.host) does not open \(repository); run 'skopeo login \(repository.host)' anew"
        case .challenge(let host, let text):
            "\(host) asks for '\(text)', which names no known way to log in; Basic and Bearer with a realm are known"
        case .foreignRealm(let host, let realm):
            "\(host) has its tokens at \(realm), another host, which gets no login of \(host); "
                + "run 'skopeo login' for that host if it is trusted"
        case .plainRealm(let host, let realm):
            "\(host) has its tokens at \(realm), which is not encrypted; name that host with --plain-http if it is trusted"
        case .token(let host, let error): "the token for \(host) is malformed: \(error)"
        case .digest(let place, let expected, let actual):
            "\(place) has the digest \(actual) where \(expected) was asked for"
        case .header(let place, let says, let actual):
            "\(place) has the digest \(actual), but its registry calls it '\(says)'"
        case .size(let place, let expected, let actual):
            "\(place) has \(actual) bytes where \(expected) are expected"
        case .document(let error): error.description
        }
    }
}
