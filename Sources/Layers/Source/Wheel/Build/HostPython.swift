import Sandbox
import SystemPackage

/// A Python of this machine that runs one script apart from everything: without a network, without site packages, and
/// with no file of the host but its programs and what is mounted for it.
struct HostPython: Sendable {
    private let program: HostProgram
    private let sandbox: Sandbox
    private let scratch: FilePath

    /// The Python called `name`, as `python3.11`. `scratch` is an absolute directory for the sandbox's own state.
    ///
    /// - Throws: ``CommandError/missing(program:package:)``, ``SandboxError``.
    init(named name: String, scratch: FilePath) async throws {
        program = try HostProgram(named: name)
        self.scratch = scratch
        sandbox = try await Sandbox.choose(scratch: scratch)
    }

    /// Runs `script` with `arguments`.
    ///
    /// Everything that could change what it makes is fixed: hashing, time, time zone, locale, environment.
    func run(
        _ script: String, _ arguments: [String] = [], mounts: [SandboxMount] = [], outputBytes: Int = 64 << 20
    ) async throws -> CommandOutcome {
        let root = try HostRoot(in: scratch)
        let request = try SandboxRequest(
            root: root.path, arguments: [program.path.string, "-B", "-s", "-S", "-P", "-c", script] + arguments,
            environment: HostPython.environment(), user: .root,
            limits: SandboxLimits(
                timeout: .seconds(3600), outputBytes: outputBytes, memoryBytes: 8 << 30, processes: 512,
                temporaryBytes: 4 << 30),
            mounts: root.mounts + mounts, clock: FixedClock(seconds: Self.moment))
        return try await sandbox.run(request, scratch: scratch)
    }

    /// 1980, the first moment that a zip file can hold.
    private static let moment: Int64 = 315_532_800

    private static func environment() throws(CommandError) -> [EnvironmentVariable] {
        [
            .standardPath, try EnvironmentVariable("HOME", "/tmp/home"), try EnvironmentVariable("LC_ALL", "C.UTF-8"),
            try EnvironmentVariable("TZ", "UTC"), try EnvironmentVariable("PYTHONHASHSEED", "0"),
            try EnvironmentVariable("PYTHONDONTWRITEBYTECODE", "1"),
            try EnvironmentVariable("SOURCE_DATE_EPOCH", "\(moment)"),
        ]
    }
}

extension CommandOutcome {
    /// Why there is no answer; nil where there is one.
    var failure: String? {
        if timedOut { return "its time was up" }
        if !isSuccess { return "it \(termination)" }
        return isOutputCut ? "its answer is too large" : nil
    }

    /// The end of what it said of itself, in one line.
    var lastWords: String {
        complaint.suffix(600).split(whereSeparator: \.isNewline).map { $0.filter { !$0.isASCII || $0 >= " " } }
            .joined(separator: " | ")
    }
}
