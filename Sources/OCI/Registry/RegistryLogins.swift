import HTTP

/// The logins of registries, as `docker login`, `podman login` and `skopeo login` keep them.
///
/// The entries of `auths` are read, passwords and identity tokens, and which programs keep others (`credHelpers`,
/// `credsStore`).
/// Source: containers-auth.json(5); docker-login(1).
public struct RegistryLogins: Hashable, Sendable {
    private var byPlace: [String: RegistryLogin] = [:]
    private var helpers: [RegistryHost: CredentialHelper] = [:]
    /// The program that keeps the logins of all hosts that have none here.
    private(set) var commonHelper: CredentialHelper?

    /// No logins.
    public init() {}

    /// Reads one file. Entries of other kinds are passed over.
    ///
    /// - Throws: ``RegistryError/logins(_:)`` for what is no such file, and for an entry that is no `USER:PASSWORD` and no
    ///   identity token.
    public init(parsing bytes: [UInt8]) throws(RegistryError) {
        do throws(JSONError) {
            let object = try JSONField(JSON(parsing: bytes)).object()
            if let field = object.optional("credsStore"), try !field.string().isEmpty {
                commonHelper = try RegistryLogins.helper(field)
            }
            if let entries = try object.optional("credHelpers")?.object() {
                for key in entries.members.keys.sorted() {
                    let helper = try RegistryLogins.helper(entries.required(key))
                    if let host = try? RegistryHost(RegistryLogins.place(key)) { helpers[host] = helper }
                }
            }
            guard let entries = try object.optional("auths")?.object() else { return }
            for key in entries.members.keys.sorted() {
                let entry = try entries.required(key)
                // Beside an identity token stands no password.
                if let field = try entry.object().optional("identitytoken"), try !field.string().isEmpty {
                    guard let token = try IdentityToken(field.string()) else {
                        throw field.invalid("it cannot be sent")
                    }
                    byPlace[RegistryLogins.place(key)] = .identity(token)
                    continue
                }
                guard let auth = try entry.object().optional("auth") else { continue }
                let text = try auth.string()
                if text.isEmpty { continue }
                guard let login = RegistryLogins.login(text) else {
                    throw auth.invalid("it is not base64 of USER:PASSWORD")
                }
                byPlace[RegistryLogins.place(key)] = login
            }
        } catch { throw .logins(error) }
    }

    /// Adds the logins of another file for the places that have none yet.
    public mutating func fill(from others: RegistryLogins) {
        byPlace.merge(others.byPlace) { own, _ in own }
        helpers.merge(others.helpers) { own, _ in own }
        commonHelper = commonHelper ?? others.commonHelper
    }

    /// The program that keeps the login of a host.
    public func helper(for host: RegistryHost) -> CredentialHelper? { helpers[host] }

    /// The login for a repository: that of the longest entry above it, the host's at last.
    func login(for repository: RegistryRepository) -> RegistryLogin? {
        var components = repository.name.split(separator: "/")
        while !components.isEmpty {
            let place = "\(repository.host)/\(components.joined(separator: "/"))"
            if let login = byPlace[place] { return login }
            components.removeLast()
        }
        return login(for: repository.host)
    }

    /// The login for a host as a whole.
    func login(for host: RegistryHost) -> RegistryLogin? { byPlace[host.description] }

    private static func helper(_ field: JSONField) throws(JSONError) -> CredentialHelper {
        guard let helper = CredentialHelper(try field.string()) else {
            throw field.invalid("it is not the name of a credential helper")
        }
        return helper
    }

    private static func login(_ text: String) -> RegistryLogin? {
        guard let bytes = Base64.decode(text), let plain = String(validating: bytes, as: UTF8.self) else { return nil }
        let parts = plain.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let login = try? HTTPCredential(user: parts[0], password: parts[1]) else { return nil }
        return .password(login)
    }

    /// An entry's key: docker writes a URL, of which the host counts; containers' tools write a host with or without a path.
    static func place(_ key: String) -> String {
        var text = key[...]
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            text = text.dropFirst(scheme.count).prefix { $0 != "/" }
        }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true)
        guard let first = parts.first, let host = try? RegistryHost(first) else { return key }
        return parts.count == 2 ? "\(host)/\(parts[1])" : host.description
    }
}
