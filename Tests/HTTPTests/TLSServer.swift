import Glibc
import Subprocess
import SystemPackage
import TestSupport

extension TestAuthority {
    /// Runs a body while `openssl s_server` serves the directory's files, each a whole answer with its header fields.
    ///
    /// - Parameter wantsClient: Whether it serves only who shows a certificate of this authority.
    func serving<Value: Sendable>(wantsClient: Bool = false, _ body: (UInt16) async throws -> Value) async throws
        -> Value
    {
        let result = try await Subprocess.run(
            .name("openssl"),
            arguments: .init(
                [
                    "s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key", "-HTTP",
                ] + (wantsClient ? ["-Verify", "1", "-verify_return_error", "-CAfile", "ca.pem"] : [])),
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
