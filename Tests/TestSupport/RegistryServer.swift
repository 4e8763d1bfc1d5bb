import Glibc
public import SystemPackage

/// Debian's own registry (docker-registry, the reference implementation of the distribution-spec) on 127.0.0.1, as an
/// independent counterpart. It stops when its last reference goes.
public final class RegistryServer: Sendable {
    /// The user and the password that a closed registry wants.
    public static let login = (user: "ali", password: "open sesame")

    /// The port that the system chose.
    public let port: UInt16
    private let process: pid_t
    private let log: FilePath

    /// `127.0.0.1:PORT`.
    public var host: String { "127.0.0.1:\(port)" }

    /// Starts a registry that keeps its data in `directory`.
    ///
    /// - Parameters:
    ///   - isClosed: Whether it wants ``login``.
    ///   - authority: Whose certificate it shows, if it speaks TLS.
    ///   - tokens: Who gives the tokens that it wants, and where.
    /// - Throws: `Tool.Failure.missing` where docker-registry is not installed, `Errno` where it does not come up.
    public init(
        in directory: FilePath, isClosed: Bool = false, authority: TestAuthority? = nil,
        tokens: (authority: TokenAuthority, realm: String)? = nil
    ) throws {
        port = try Self.freePort()
        log = directory.appending("registry.log")
        let config = directory.appending("registry.yml")
        var text = """
            version: 0.1
            log: {level: warn, accesslog: {disabled: false}}
            storage: {filesystem: {rootdirectory: \(directory)/registry}, delete: {enabled: true}}
            http:
              addr: "127.0.0.1:\(port)"
              secret: test

            """
        if let authority {
            text += "  tls: {certificate: \(authority.directory)/server.pem, key: \(authority.directory)/server.key}\n"
        }
        if let (authority, realm) = tokens {
            text +=
                "auth: {token: {realm: '\(realm)', service: \(TokenAuthority.service), "
                + "issuer: \(TokenAuthority.issuer), rootcertbundle: \(authority.certificate)}}\n"
        }
        if isClosed {
            // bcrypt of the password, by crypt(3).
            let line = "\(Self.login.user):$2b$04$Iy2a0KDGzW07Wwa./jcQFO24PIK0WsOUlAz8HLg.mYOfGzgAwsiFq\n"
            try Self.write(line, to: directory.appending("registry.htpasswd"))
            text += "auth: {htpasswd: {realm: test, path: \(directory)/registry.htpasswd}}\n"
        }
        try Self.write(text, to: config)
        process = try Self.spawn(["docker-registry", "serve", config.string], output: log)
        try waitUntilUp()
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// The lines of the access log that ask for a blob's bytes.
    public func blobRequests() throws -> [String] {
        let text = String(decoding: try Self.read(log), as: UTF8.self)
        return text.split(separator: "\n").map(String.init).filter {
            $0.contains("\"GET /v2/") && $0.contains("/blobs/")
        }
    }

    private func waitUntilUp() throws {
        for _ in 0..<500 {
            var status: Int32 = 0
            guard waitpid(process, &status, WNOHANG) == 0 else { break }
            if Self.isListening(port) { return }
            usleep(20_000)
        }
        throw Errno.connectionRefused
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }

    private static func isListening(_ port: UInt16) -> Bool {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(probe) }
        var address = address(port)
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// A port that nobody listens on. Another process may take it before the registry does; then the registry ends, and
    /// the test says so.
    private static func freePort() throws(Errno) -> UInt16 {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(probe) }
        var address = address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(probe, $0, length) == 0 && getsockname(probe, $0, &length) == 0
            }
        }
        guard isBound else { throw Errno(rawValue: errno) }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func spawn(_ arguments: [String], output: FilePath) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output.string, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
        if code == ENOENT { throw Tool.Failure.missing(name: arguments[0], package: arguments[0]) }
        guard code == 0 else { throw Errno(rawValue: code) }
        return process
    }

    private static func write(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }

    private static func read(_ path: FilePath) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        return try file.closeAfter {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { return bytes }
                bytes += buffer.prefix(count)
            }
        }
    }
}
