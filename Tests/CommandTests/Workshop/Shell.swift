import SystemPackage
import TestSupport

/// Runs a command of the shell in a directory, which has to succeed, and gives what it printed.
@discardableResult
func shell(_ command: String, in directory: FilePath) async throws -> String {
    let output = try await Tool("sh")("-euc", command, environment: ["LC_ALL": "C.UTF-8", "TZ": "UTC"], in: directory)
    return String(decoding: output, as: UTF8.self)
}
