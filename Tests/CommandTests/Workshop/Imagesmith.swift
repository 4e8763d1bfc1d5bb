import OCI
import SystemPackage
import TestSupport

/// The program under test, with a store and a cache.
struct Imagesmith: Sendable {
    /// The store; it need not be there.
    let store: FilePath
    /// Where inputs are kept.
    let cache: FilePath
    private let program: FilePath

    /// The program with a store, and with the cache that all tests share unless they name another.
    init(store: FilePath, cache: FilePath? = nil) throws {
        self.store = store
        self.cache = try cache ?? Setting.data.appending("cache")
        program = try Setting.program
    }

    /// Runs it to its end.
    /// - Parameters:
    ///   - wrapper: A command line that runs it, as `timeout 3`.
    ///   - environment: Variables beside the inherited ones; nil removes one.
    func run(
        _ arguments: [String], through wrapper: [String] = [], environment: [String: String?] = [:],
        in directory: FilePath? = nil
    ) async throws -> Tool.Outcome {
        var variables: [String: String?] = ["IMAGESMITH_STORE": store.string, "IMAGESMITH_CACHE": cache.string]
        variables.merge(environment) { $1 }
        // A tool is looked up by its name; env(1) runs a program by its path.
        let line = (wrapper.isEmpty ? ["env"] : wrapper) + [program.string] + arguments
        return try await Tool(line[0]).run(Array(line.dropFirst()), environment: variables, in: directory)
    }

    /// Runs it to its end.
    func callAsFunction(_ arguments: String..., in directory: FilePath? = nil) async throws -> Tool.Outcome {
        try await run(arguments, in: directory)
    }

    /// Runs it; it has to succeed. Gives the document that `--json` makes it print.
    @discardableResult
    func json(_ arguments: String..., in directory: FilePath? = nil) async throws -> JSON {
        let outcome = try await run(arguments + ["--json"], in: directory)
        guard outcome.status == 0 else {
            throw Tool.Failure.failed(
                name: "imagesmith", arguments: arguments, status: outcome.status, errors: outcome.errorText)
        }
        return try outcome.document
    }

    /// The digest that a tag of the store stands for; nil where the store has no such tag.
    func digest(of tag: String) async throws -> String? {
        try await json("ls")["images"]?.elements.first { $0["tag"]?.text == tag }?["digest"]?.text
    }

    /// What the store holds: each path with its kind, mode and size, then each file's digest.
    func listing() async throws -> [String] {
        try await shell(
            """
            find . -printf '%y %m %s %p\\n' | sort -k 4
            find . -type f -exec sha256sum {} + | sort -k 2
            """, in: store
        ).split(separator: "\n").map(String.init)
    }
}
