/// How registries are reached: by which hosts without TLS, and with which logins.
public struct RegistryAccess: Hashable, Sendable {
    /// The hosts that are spoken to without TLS, beside those of this machine.
    public var plainHosts: Set<RegistryHost>
    /// The hosts of this machine that are spoken to with TLS all the same.
    public var encryptedHosts: Set<RegistryHost>
    /// The logins.
    public var logins: RegistryLogins
    /// The hosts that a registry may have its uploads go to, beside itself; they see no login.
    public var uploadHosts: Set<RegistryHost>
    /// How many bytes one request of an upload carries, in place of what is known of the registry.
    public var chunkSize: Int64?

    /// An access from its parts; with none, anybody's.
    public init(
        plainHosts: Set<RegistryHost> = [], encryptedHosts: Set<RegistryHost> = [],
        logins: RegistryLogins = RegistryLogins(), uploadHosts: Set<RegistryHost> = [], chunkSize: Int64? = nil
    ) {
        self.plainHosts = plainHosts
        self.encryptedHosts = encryptedHosts
        self.logins = logins
        self.uploadHosts = uploadHosts
        self.chunkSize = chunkSize
    }

    /// Whether a host is spoken to without TLS: bytes on the loopback interface leave the machine no more than a file's.
    func isPlain(_ host: RegistryHost) -> Bool {
        plainHosts.contains(host) || host.isLoopback && !encryptedHosts.contains(host)
    }

    /// How blobs are uploaded to a host.
    func uploads(to host: RegistryHost) -> RegistryQuirks.Uploads {
        chunkSize.map { .chunks(of: $0) } ?? RegistryQuirks.of(host).uploads
    }
}
