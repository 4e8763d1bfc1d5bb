import HTTP
import Layers
import OCI
import SystemPackage

/// How this machine reaches the network: proxies and certificates from the usual variables.
enum HostTransport {
    /// A client as this machine's configuration wants it.
    ///
    /// - Parameters:
    ///   - proxy: The proxy for all requests; nil for what the usual variables say.
    ///   - authorities: A file of the only authorities to trust; nil for what the usual variables say, or the system's.
    static func client(proxy: String? = nil, authorities: FilePath? = nil) throws -> HTTPClient {
        var options = HTTPOptions(userAgent: "imagesmith/\(Version.text)")
        let file = ["SSL_CERT_FILE", "CURL_CA_BUNDLE"].compactMap { Environment[$0] }.first.map { FilePath($0) }
        if let file = authorities ?? file { options.certificates = try file.read(limit: 16 << 20) }
        HostCertificates.fill(&options)
        options.proxy =
            proxy
            ?? ["https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"]
            .compactMap { Environment[$0] }.first
        // Who names a proxy means it for every host.
        options.directHosts = proxy == nil ? Environment["no_proxy"] ?? Environment["NO_PROXY"] ?? "" : ""
        // To the hub's own origin alone: not to where it redirects, and not to a hub that a recipe names.
        if let token = Environment["HF_TOKEN"],
            let hub = try? HTTPURL(Environment["HF_ENDPOINT"] ?? HubFile.standardEndpoint), isConfidential(hub)
        {
            options.credentials[hub.origin] = try HTTPCredential(bearer: token)
        }
        return HTTPClient(options)
    }

    /// Whether nobody on the way reads what is sent there.
    private static func isConfidential(_ url: HTTPURL) -> Bool {
        url.scheme == .https || (try? RegistryHost(url.host).isLoopback) == true
    }

    /// What `uv` and `pip` get to see of the environment: how to reach the network, and nothing else.
    static var toolEnvironment: [String: String] {
        let names: Set<String> = [
            "PATH", "HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "http_proxy",
            "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "all_proxy",
        ]
        return Environment.all.filter { names.contains($0.key) || $0.key.hasPrefix("PIP_") }
    }
}
