import ArgumentParser
import OCI

/// The options of commands that may read registries.
struct RegistryOptions: ParsableArguments {
    @Option(
        name: .customLong("plain-http"),
        help: ArgumentHelp("A registry's host to speak to without TLS; may stand several times.", valueName: "host"))
    var plainHosts: [String] = []

    func validate() throws {
        for host in plainHosts {
            do { _ = try RegistryHost(host) } catch {
                throw ValidationError("--plain-http wants HOST[:PORT], not '\(host)'")
            }
        }
    }

    /// The same, to write to registries: in requests of that size, and to hosts beside the registries themselves.
    func client(chunkSize: Int64?, uploadHosts: [String]) throws -> RegistryClient {
        try HostRegistry.client(
            plainHosts: Set(plainHosts.map { try RegistryHost($0) }),
            uploadHosts: Set(uploadHosts.map { try RegistryHost($0) }), chunkSize: chunkSize)
    }

    /// Reads registries as this machine's configuration and the options want it.
    func client() throws -> RegistryClient {
        try HostRegistry.client(plainHosts: Set(plainHosts.map { try RegistryHost($0) }))
    }
}
