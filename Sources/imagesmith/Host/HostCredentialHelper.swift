import Dispatch
import OCI
import Sandbox
import SystemPackage
import Synchronization

/// Runs the programs that keep logins on this machine.
enum HostCredentialHelper {
    /// How long a helper may take: it may ask its user to unlock something.
    private static let timeout = Duration.seconds(60)

    /// Asks a helper for a host's login, on the calling thread, which it blocks; nil where it has none.
    ///
    /// Source: docker-credential-helpers: `get` with the host on standard input; a login as JSON on standard output.
    static func login(of host: RegistryHost, from helper: CredentialHelper) throws(RegistryError) -> RegistryLogin? {
        let outcome: CommandOutcome
        do {
            let environment = try Environment.all.map { try EnvironmentVariable($0.key, $0.value) }
            let command = try HostCommand(
                HostProgram(at: program(helper, for: host)), ["get"], environment: environment,
                input: CredentialHelper.input(for: host), timeout: timeout, outputLimit: 1 << 16)
            outcome = try wait { try await command.run() }
        } catch let error as RegistryError {
            throw error
        } catch { throw .helper(helper, host, reason: "\(error)") }
        guard !outcome.timedOut else { throw .helper(helper, host, reason: "it did not end within \(timeout)") }
        guard outcome.isSuccess else {
            // The one error that all helpers name alike: there is no such login.
            let text = String(decoding: outcome.standardOutput, as: UTF8.self)
            if text.contains("credentials not found") { return nil }
            throw .helper(
                helper, host, reason: "it failed: \(Terminal.printable(String(outcome.complaint.prefix(200))))")
        }
        return try helper.login(printed: outcome.standardOutput, for: host)
    }

    /// Where `PATH` has the program.
    private static func program(_ helper: CredentialHelper, for host: RegistryHost) throws(RegistryError) -> FilePath {
        for directory in (Environment["PATH"] ?? "").split(separator: ":") where directory.hasPrefix("/") {
            let path = FilePath(String(directory)).appending(helper.program)
            if (try? HostProgram(at: path)) != nil { return path }
        }
        throw .helper(helper, host, reason: "it is not installed")
    }

    /// Waits for what is asynchronous. The caller's thread is one that may block, not one of Swift's pool.
    private static func wait<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let box = ResultBox<Value>()
        Task {
            do { box.set(.success(try await work())) } catch { box.set(.failure(error)) }
            done.signal()
        }
        done.wait()
        return try box.get()
    }
}

/// A result on its way from a task to a thread.
private final class ResultBox<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    func set(_ value: Result<Value, any Error>) { result.withLock { $0 = value } }

    func get() throws -> Value {
        guard let value = result.withLock({ $0 }) else { preconditionFailure("a task that ended left its result") }
        return try value.get()
    }
}
