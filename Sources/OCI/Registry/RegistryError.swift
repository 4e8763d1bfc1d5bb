/// What stops work with a registry.
public enum RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file of logins is malformed.
    case logins(JSONError)
    /// The transfer failed.
    case http(String)
    /// The registry refused, in its own words.
    case refused(String, status: Int, code: String?, message: String?)
    /// The registry refused to take something, in its own words.
    case sending(String, status: Int, code: String?, message: String?)
    /// An upload was asked to end between two parts.
    case interrupted(String, sent: Int64, of: Int64)
    /// What the registry answers to an upload makes no sense.
    case upload(String, reason: String)
    /// A registry has its uploads go to another host.
    case foreignUpload(RegistryHost, location: String)
    /// A list goes on on another host.
    case foreignPage(String, location: String)
    /// A list does not end.
    case endless(String, pages: Int, entries: Int)
    /// A list was overwritten by others each time it was written.
    case lostRace(String)
    /// The registry wants a login that is not there, or does not take the one that is.
    case unauthorized(RegistryRepository, hasLogin: Bool)
    /// A registry asks for a user and a password, and what is known of it is a token of identity.
    case identityToken(RegistryHost)
    /// A registry does not take a login.
    case wrongLogin(RegistryHost)
    /// A program that keeps logins gave none.
    case helper(CredentialHelper, RegistryHost, reason: String)
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
        case .logins(let error): "the registries' logins are malformed: \(error); log in anew with 'imagesmith login'"
        case .http(let message): message
        case .refused(let place, let status, let code, let message):
            "fetching \(place): the registry answered \(status)"
                + (code.map { " \($0)" } ?? "") + (message.map { " ('\($0)')" } ?? "")
                + (status == 404 ? "; check the name and the digest" : "; try again later")
        case .sending(let place, let status, let code, let message):
            "sending \(place): the registry answered \(status)"
                + (code.map { " \($0)" } ?? "") + (message.map { " ('\($0)')" } ?? "") + "; "
                + RegistryError.nextStep(status: status)
        case .interrupted(let place, let sent, let size):
            "sending \(place): ended after \(sent) of \(size) bytes, as asked; the same copy goes on there"
        case .upload(let place, let reason):
            "sending \(place): \(reason); the registry does not keep the distribution-spec"
        case .foreignUpload(let host, let location):
            "\(host) has its uploads go to \(location), another host; "
                + "name that one with --allow-upload-host if it is trusted"
        case .foreignPage(let place, let location):
            "\(place): the list goes on at \(location), another host, which is not followed"
        case .endless(let place, let pages, let entries):
            "\(place): the list does not end after \(pages) pages and \(entries) entries; tell the registry's keeper"
        case .lostRace(let place): "\(place) was overwritten by others again and again; try again when they are done"
        case .unauthorized(let repository, false):
            "\(repository) is not open to everybody, and no login for \(repository.host) is known; "
                + "run 'imagesmith login \(repository.host)'"
        case .unauthorized(let repository, true):
            "the login for \(repository.host) does not open \(repository); run 'imagesmith login \(repository.host)' anew"
        case .identityToken(let host):
            "\(host) asks for a user and a password, and the login for it is an identity token; "
                + "run 'imagesmith login \(host)'"
        case .wrongLogin(let host): "\(host) does not take this user and password; check both"
        case .helper(let helper, let host, let reason):
            "asking \(helper) for the login of \(host): \(reason); see credHelpers and credsStore in the file of logins"
        case .challenge(let host, let text):
            "\(host) asks for '\(text)', which names no known way to log in; Basic and Bearer with a realm are known"
        case .foreignRealm(let host, let realm):
            "\(host) has its tokens at \(realm), another host, which gets no login of \(host); "
                + "run 'imagesmith login' for that host if it is trusted"
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

    /// Whether it was asked for.
    var isInterruption: Bool {
        if case .interrupted = self { true } else { false }
    }

    private static func nextStep(status: Int) -> String {
        switch status {
        case 403, 405: "check whether this login may write there"
        case 404: "check the repository's name, and whether it has to be made first"
        case 413: "try a smaller --chunk-size, or have the registry's proxy take larger requests"
        case 429, 500...: "try again later: what was sent is kept where the registry keeps it"
        default: "check the registry's log"
        }
    }
}
