/// What proves to one origin who is asking. Its description never shows the secret.
public struct HTTPCredential: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    enum Kind: Hashable, Sendable {
        case basic(user: String, password: String)
        case bearer(token: String)
    }

    let kind: Kind

    /// A user and a password (RFC 7617).
    /// - Throws: `HTTPError.invalidCredential` if the user is empty or holds a colon, or a control character is in either.
    public init(user: String, password: String) throws(HTTPError) {
        guard !user.isEmpty, !user.utf8.contains(UInt8(ascii: ":")), Self.isPrintable(user), Self.isPrintable(password)
        else { throw .invalidCredential }
        kind = .basic(user: user, password: password)
    }

    /// A bearer token (RFC 6750).
    /// - Throws: `HTTPError.invalidCredential` if the token is empty or holds anything but visible ASCII.
    public init(bearer token: String) throws(HTTPError) {
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .invalidCredential }
        kind = .bearer(token: token)
    }

    /// The kind of credential, without the secret.
    public var description: String {
        switch kind {
        case .basic: "user and password"
        case .bearer: "bearer token"
        }
    }

    /// Nothing: a dump of a value that holds a credential must not print it.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

    private static func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}
