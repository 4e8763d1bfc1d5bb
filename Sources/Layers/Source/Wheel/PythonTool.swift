import OCI
import Subprocess
import SystemPackage

/// A program of the Python world that is run at lock time alone: uv or pip.
struct PythonTool: Sendable {
    /// The program.
    let name: String
    /// All that it sees of the environment.
    let environment: [String: String]

    /// Runs it and gives what it printed, or nil where there is no such program.
    ///
    /// - Throws: `WheelError.toolFailed`.
    func run(_ arguments: [String]) async throws -> [UInt8]? {
        var variables: [Environment.Key: String] = [:]
        for (key, value) in environment {
            guard let key = Environment.Key(rawValue: key) else { continue }
            variables[key] = value
        }
        do {
            let result = try await Subprocess.run(
                .name(name), arguments: Arguments(arguments), environment: .custom(variables),
                output: .bytes(limit: 64 << 20), error: .string(limit: 4 << 20))
            guard result.terminationStatus.isSuccess else {
                throw WheelError.toolFailed(
                    name, status: "\(result.terminationStatus)", message: Self.end(of: result.standardError))
            }
            return result.standardOutput
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return nil
        } catch let error as SubprocessError {
            throw WheelError.toolFailed(name, status: "not run to its end", message: "\(error)")
        }
    }

    /// An environment without what would change which wheels are chosen: the settings under `prefix` but those of `kept`.
    static func cleaned(_ environment: [String: String], of prefix: String, keeping kept: [String]) -> [String: String]
    {
        environment.filter { !$0.key.hasPrefix(prefix) || kept.contains(String($0.key.dropFirst(prefix.count))) }
    }

    /// The last lines of an error output, without its colours and other control characters.
    private static func end(of text: String) -> String {
        let plain = text.unicodeScalars.map { $0 == "\n" ? " " : $0 }.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String.UnicodeScalarView(plain.suffix(1000)))
    }
}
