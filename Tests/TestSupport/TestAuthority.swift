public import SystemPackage

/// A certificate authority and a server key for 127.0.0.1, made by the openssl tool.
public struct TestAuthority: Sendable {
    /// Where its files are: `ca.pem`, `server.pem` and `server.key`.
    public let directory: FilePath
    /// The authority's certificate, as PEM.
    public let certificate: [UInt8]

    /// Makes one.
    public init(in directory: FilePath) async throws {
        self.directory = directory
        let openssl = Tool("openssl")
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"]
        certificate = try await Self.request(
            openssl, ["-x509"] + key + ["-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem"],
            directory,
            "ca.pem")
        _ = try await Self.request(
            openssl,
            ["-x509", "-CA", "ca.pem", "-CAkey", "ca.key"] + key
                + ["-subj", "/CN=server", "-addext", "subjectAltName=IP:127.0.0.1"]
                + ["-keyout", "server.key", "-out", "server.pem"], directory, "server.pem")
    }

    /// Makes a client's certificate and its key, as PEM.
    public func client() async throws -> (certificate: [UInt8], key: [UInt8]) {
        let certificate = try await Self.request(
            Tool("openssl"),
            [
                "-x509", "-CA", "ca.pem", "-CAkey", "ca.key", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2", "-subj", "/CN=client", "-keyout", "client.key",
                "-out", "client.pem",
            ], directory, "client.pem")
        return (certificate, try await Tool("openssl")("pkey", "-in", "client.key", in: directory))
    }

    private static func request(
        _ openssl: Tool, _ arguments: [String], _ directory: FilePath, _ file: String
    ) async throws -> [UInt8] {
        let outcome = try await openssl.run(["req"] + arguments, in: directory)
        guard outcome.status == 0 else {
            throw Tool.Failure.failed(
                name: "openssl", arguments: arguments, status: outcome.status, errors: outcome.errorText)
        }
        return try await openssl("x509", "-in", file, in: directory)
    }
}
