import Glibc
import HTTP
import OCI
import SystemPackage

/// How this machine reaches registries: with the logins that docker, podman and skopeo keep.
enum HostRegistry {
    /// A client with the logins of this machine.
    static func client(
        over transport: HTTPClient, _ access: (RegistryLogins) throws -> RegistryAccess
    ) throws -> RegistryClient {
        RegistryClient(
            transport, access: try access(logins()),
            callHelper: { helper, host throws(RegistryError) in
                try HostCredentialHelper.login(of: host, from: helper)
            })
    }

    /// The logins of all files that are there; of one host the first file counts. A file that cannot be read stops nobody
    /// who needs no login, so it is only told.
    private static func logins() -> RegistryLogins {
        var logins = RegistryLogins()
        for file in files() {
            do {
                guard try file.status() != nil else { continue }
                logins.fill(from: try RegistryLogins(parsing: file.read(limit: 1 << 20)))
            } catch { Terminal.note("    note: the logins in \(file) are not used: \(error)") }
        }
        return logins
    }

    /// The file that logins are kept in: the one that is read first.
    static func loginFile(_ option: String?) -> FilePath {
        option.map { Environment.absolute(FilePath($0)) } ?? files()[0]
    }

    /// Source: containers-auth.json(5); docker's own file comes last.
    private static func files() -> [FilePath] {
        if let file = Environment["REGISTRY_AUTH_FILE"] { return [Environment.absolute(FilePath(file))] }
        let home = FilePath(Environment["HOME"] ?? "/root")
        let runtime =
            Environment["XDG_RUNTIME_DIR"].map { FilePath($0).appending("containers/auth.json") }
            ?? FilePath("/run/containers/\(getuid())/auth.json")
        let config = Environment["XDG_CONFIG_HOME"].map { FilePath($0) } ?? home.appending(".config")
        let docker = Environment["DOCKER_CONFIG"].map { FilePath($0) } ?? home.appending(".docker")
        return [runtime, config.appending("containers/auth.json"), docker.appending("config.json")]
    }
}
