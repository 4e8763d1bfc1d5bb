import HTTP
import OCI
import SystemPackage

/// The certificates that this machine keeps for single registries: `HOST[:PORT]/` in one of the usual directories, with
/// `*.crt` of authorities to trust there beside the system's, and `*.cert` with `*.key` to show there and nowhere else.
///
/// Source: containers-certs.d(5); docker keeps them alike.
enum HostCertificates {
    /// Puts them into a client's options. A directory that cannot be read stops nobody who needs it not, so it is only told.
    static func fill(_ options: inout HTTPOptions) {
        for directory in directories() {
            do {
                guard try directory.status()?.isDirectory == true else { continue }
                for name in try directory.entries() {
                    guard let host = try? RegistryHost(name.string), let url = try? HTTPURL("https://\(host)/") else {
                        continue
                    }
                    try fill(&options, for: url.origin, from: directory.appending(name))
                }
            } catch { Terminal.note("    note: the certificates in \(directory) are not used: \(error)") }
        }
    }

    /// The first directory that has something for a host counts.
    private static func fill(_ options: inout HTTPOptions, for origin: HTTPOrigin, from directory: FilePath) throws {
        let names = try directory.entries().map(\.string).sorted()
        func read(_ name: String) throws -> [UInt8] { try directory.appending(name).read(limit: 1 << 20) }
        if options.authorities[origin] == nil {
            let authorities = try names.filter { $0.hasSuffix(".crt") }.flatMap { try read($0) + [UInt8(ascii: "\n")] }
            if !authorities.isEmpty { options.authorities[origin] = authorities }
        }
        guard options.identities[origin] == nil, let name = names.first(where: { $0.hasSuffix(".cert") }) else {
            return
        }
        let key = name.dropLast("cert".count) + "key"
        guard names.contains(String(key)) else { throw HostCertificateError.noKey(directory.appending(name)) }
        options.identities[origin] = TLSIdentity(certificate: try read(name), key: try read(String(key)))
    }

    private static func directories() -> [FilePath] {
        let home = FilePath(Environment["HOME"] ?? "/root")
        let config = Environment["XDG_CONFIG_HOME"].map { FilePath($0) } ?? home.appending(".config")
        return [
            config.appending("containers/certs.d"), "/etc/containers/certs.d", home.appending(".docker/certs.d"),
            "/etc/docker/certs.d",
        ]
    }
}

/// What is wrong with the certificates that are kept for a registry.
enum HostCertificateError: Error, CustomStringConvertible {
    case noKey(FilePath)

    /// The sentence for people.
    var description: String {
        switch self {
        case .noKey(let certificate): "\(certificate) has no key beside it; put it there under the same name, with .key"
        }
    }
}
