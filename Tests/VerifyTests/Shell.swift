import OCI
import SystemPackage
import TestSupport

/// Runs a command of the shell, which has to succeed, and gives what it printed.
@discardableResult
func shell(_ command: String) async throws -> String {
    let output = try await Tool("sh")("-euc", command, environment: ["LC_ALL": "C.UTF-8", "TZ": "UTC"])
    return String(decoding: output, as: UTF8.self)
}

extension FilePath {
    func bytes() throws -> [UInt8] { try read(limit: 1 << 30) }

    func write(_ bytes: [UInt8]) throws { try replace(with: bytes) }
}
