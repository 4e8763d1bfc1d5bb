import Synchronization

extension RegistryClient {
    /// Asks a program that keeps logins for a host's; nil where it has none.
    public typealias HelperCall =
        @Sendable (_ helper: CredentialHelper, _ host: RegistryHost) throws(RegistryError) -> RegistryLogin?

    /// The login for a repository: a helper's that is named for its host, then the longest entry above the repository, then
    /// that of the helper for all hosts.
    ///
    /// Source: containers-auth.json(5); docker-login(1), "Credential helpers".
    func login(for repository: RegistryRepository) throws(RegistryError) -> RegistryLogin? {
        if let helper = access.logins.helper(for: repository.host) { return try ask(helper, for: repository.host) }
        if let login = access.logins.login(for: repository) { return login }
        return try access.logins.commonHelper.flatMap { helper throws(RegistryError) in
            try ask(helper, for: repository.host)
        }
    }

    /// The login for a host as a whole.
    func login(for host: RegistryHost) throws(RegistryError) -> RegistryLogin? {
        if let helper = access.logins.helper(for: host) { return try ask(helper, for: host) }
        if let login = access.logins.login(for: host) { return login }
        return try access.logins.commonHelper.flatMap { helper throws(RegistryError) in try ask(helper, for: host) }
    }

    /// A helper is asked once: it may want to be unlocked.
    private func ask(_ helper: CredentialHelper, for host: RegistryHost) throws(RegistryError) -> RegistryLogin? {
        if let known = helped[host] { return known }
        let login = try callHelper(helper, host)
        helped[host] = .some(login)
        return login
    }
}

/// What helpers said.
final class HelpedLogins: Sendable {
    private let logins = Mutex<[RegistryHost: RegistryLogin?]>([:])

    subscript(host: RegistryHost) -> RegistryLogin?? {
        get { logins.withLock { $0[host] } }
        set { logins.withLock { $0[host] = newValue } }
    }
}
