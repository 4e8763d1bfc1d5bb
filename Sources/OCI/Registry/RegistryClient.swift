public import HTTP

/// Reads and writes images and artifacts of registries, on the calling thread, which it blocks.
///
/// A value: copies share idle connections and tokens. Nothing that it hands over is believed before its digest was checked.
/// Source: OCI distribution-spec.
public struct RegistryClient: Sendable {
    /// Moves the bytes.
    public let http: HTTPClient
    /// How registries are reached.
    public let access: RegistryAccess
    let tokens = TokenCache()
    let helped = HelpedLogins()
    let callHelper: HelperCall

    /// A client from its parts.
    ///
    /// - Parameter callHelper: Asks programs that keep logins; by default none is asked.
    public init(
        _ http: HTTPClient, access: RegistryAccess = RegistryAccess(),
        callHelper: @escaping HelperCall = { _, _ in nil }
    ) {
        self.http = http
        self.access = access
        self.callHelper = callHelper
    }

    /// The largest manifest that is read: what the distribution-spec has registries take at least.
    static let largestManifest = JSONLimits.document.bytes

    /// The origin of a registry's programming interface.
    func origin(of host: RegistryHost) throws(RegistryError) -> HTTPURL {
        do { return try HTTPURL("\(access.isPlain(host) ? "http" : "https")://\(host.serviceName)/") } catch {
            throw RegistryError(error)
        }
    }

    func url(of repository: RegistryRepository, _ path: String) throws(RegistryError) -> HTTPURL {
        let origin = try origin(of: repository.host)
        do { return try origin.appending(path: "v2/\(repository.name)/\(path)") } catch { throw RegistryError(error) }
    }
}
