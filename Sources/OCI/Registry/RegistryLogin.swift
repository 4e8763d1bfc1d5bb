public import HTTP

/// What opens a registry to somebody.
public enum RegistryLogin: Hashable, Sendable {
    /// A user and a password, which are shown as they are.
    case password(HTTPCredential)
    /// A token of identity, which is exchanged for one that opens a repository.
    case identity(IdentityToken)
}
