/// A token that says who somebody is, as `docker login` keeps it where a registry gives one in place of the password. Its
/// description never shows it.
///
/// Source: distribution's "OAuth2 Token Authentication", refresh tokens; RFC 6749 section 1.5.
public struct IdentityToken: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The token, which the registry alone understands.
    let text: String

    /// A token; nil for what holds anything but visible ASCII (RFC 6749 appendix A.17).
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.text = text
    }

    /// What it is, without the secret.
    public var description: String { "identity token" }

    /// Nothing: a dump of a value that holds a token must not print it.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
