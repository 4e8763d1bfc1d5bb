import Glibc
import Subprocess
import SystemPackage
import TestSupport

/// A certificate authority and a server key for 127.0.0.1, made by the openssl tool.
struct TestAuthority: Sendable {
    let directory: FilePath
    /// The authority's certificate, as PEM.
    let certificate: [UInt8]

    init(in directory: FilePath) async throws {
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

    /// Runs a body while `openssl s_server` serves the directory's files, each a whole answer with its header fields.
    func serving<Value: Sendable>(_ body: (UInt16) async throws -> Value) async throws -> Value {
        let result = try await Subprocess.run(
            .name("openssl"),
            arguments: [
                "s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key", "-HTTP",
            ],
            workingDirectory: directory, input: .none, output: .sequence, error: .discarded
        ) { execution in
            var port: UInt16?
            for try await line in execution.standardOutput.strings() where line.hasPrefix("ACCEPT") {
                port = line.split(separator: ":").last.flatMap { UInt16($0.prefix { $0.isNumber }) }
                break
            }
            guard let port else {
                throw Tool.Failure.failed(name: "openssl", arguments: ["s_server"], status: 0, errors: "no port")
            }
            do {
                let value = try await body(port)
                kill(execution.processIdentifier.value, SIGTERM)
                return value
            } catch {
                kill(execution.processIdentifier.value, SIGTERM)
                throw error
            }
        }
        return result.closureResult
    }
}
