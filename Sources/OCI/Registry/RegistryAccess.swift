/// How registries are reached: by which hosts without TLS, and with which logins.
public struct RegistryAccess: Hashable, Sendable {
    /// The hosts that are spoken to without TLS, beside those of this machine.
    public var plainHosts: Set<RegistryHost>
    /// The logins.
    public var logins: RegistryLogins

    /// An access from its parts; with none, anybody's.
    public init(plainHosts: Set<RegistryHost> = [], logins: RegistryLogins = RegistryLogins()) {
        self.plainHosts = plainHosts
        self.logins = logins
    }

    /// Whether a host is spoken to without TLS: bytes on the loopback interface leave the machine no more than a file's.
    func isPlain(_ host: RegistryHost) -> Bool { host.isLoopback || plainHosts.contains(host) }
}
