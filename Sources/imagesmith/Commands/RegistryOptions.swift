import ArgumentParser
import HTTP
import OCI
import SystemPackage

/// The options of commands that may read registries.
struct RegistryOptions: ParsableArguments {
    @Option(
        name: .customLong("plain-http"),
        help: ArgumentHelp("A registry's host to speak to without TLS; may stand several times.", valueName: "host"))
    var plainHosts: [String] = []

    @Option(
        help: ArgumentHelp("A host of this machine to speak to with TLS; may stand several times.", valueName: "host"))
    var tls: [String] = []

    @Option(
        help: ArgumentHelp(
            "The proxy for all requests, in place of what the usual variables say.", valueName: "url"))
    var proxy: String?

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp("A PEM file of the only authorities to trust, in place of the system's.", valueName: "file"))
    var authorities: String?

    /// How this machine reaches the network, as the options want it.
    func transport() throws -> HTTPClient {
        try HostTransport.client(
            proxy: proxy, authorities: authorities.map { Environment.absolute(FilePath($0)) })
    }

    func validate() throws {
        for host in tls where (try? RegistryHost(host)) == nil {
            throw ValidationError("--tls wants HOST[:PORT], not '\(host)'")
        }
        for host in plainHosts {
            do { _ = try RegistryHost(host) } catch {
                throw ValidationError("--plain-http wants HOST[:PORT], not '\(host)'")
            }
        }
    }

    /// Reaches registries as this machine's configuration and the options want it.
    func client(_ uploads: UploadOptions? = nil) throws -> RegistryClient {
        func hosts(_ texts: [String]) throws -> Set<RegistryHost> { Set(try texts.map { try RegistryHost($0) }) }
        return try HostRegistry.client(over: transport()) { logins in
            RegistryAccess(
                plainHosts: try hosts(plainHosts), encryptedHosts: try hosts(tls), logins: logins,
                uploadHosts: try hosts(uploads?.hosts ?? []), chunkSize: uploads?.chunkSize.map { $0 << 20 })
        }
    }
}
