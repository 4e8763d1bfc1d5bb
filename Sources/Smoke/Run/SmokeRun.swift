import OCI
import Sandbox
import SystemPackage

/// Runs the tests of a plan in the root file system of one image.
struct SmokeRun: Sendable {
    let plan: SmokePlan
    let device: SmokeDevice
    let root: FilePath
    let execution: ExecutionConfig
    let devices: SandboxDevices
    let sandbox: Sandbox
    /// The pictures of the plan, by name; plans for the runtime are put beside them.
    let inputs: FilePath
    let scratch: FilePath

    /// What a run gave.
    struct Outcome: Hashable, Sendable {
        var verdicts: [String: TestVerdict] = [:]
        var onnxruntime: String?
        var providers: [String: Int64] = [:]
        var gpu: GPUProof?
    }

    /// Runs all tests, model tests in one process, and every command in a sandbox of its own.
    ///
    /// - Throws: ``SandboxError`` where the sandbox itself cannot be made, ``FileError`` for a disk that is full.
    func run() async throws -> Outcome {
        let user: ImageUser
        do { user = try ImageUser(execution.user, in: root) } catch {
            var outcome = Outcome()
            for test in plan.tests { outcome.fail(test, "\(error)") }
            return outcome
        }
        var outcome = Outcome()
        for device in [device, .cpu] {
            let models = plan.tests.filter {
                $0.kind != "run" && ($0.device ?? self.device) == device && outcome.verdicts[$0.name] == nil
            }
            if !models.isEmpty { try await runModels(models, on: device, as: user, into: &outcome) }
        }
        for test in plan.tests {
            guard case .run(let run) = test.task else { continue }
            try Task.checkCancellation()
            let seen = try await start(run.command, as: user, seconds: test.timeout)
            switch seen {
            case .success(let seen): outcome.verdicts[test.name] = Judge.judge(test, run, seen)
            case .failure(let fault): outcome.fail(test, fault.reason)
            }
        }
        return outcome
    }

    /// Runs model tests in one process. Where that fails as a whole, each runs alone, so that the one to blame is known.
    private func runModels(
        _ tests: [SmokeTest], on device: SmokeDevice, as user: ImageUser, into outcome: inout Outcome
    ) async throws {
        try Task.checkCancellation()
        switch try await ask(tests, on: device, as: user) {
        case .success(let answer): take(answer, for: tests, on: device, into: &outcome)
        case .failure(let fault):
            guard tests.count > 1 else {
                for test in tests { outcome.fail(test, fault.reason, seconds: fault.seconds) }
                return
            }
            for test in tests { try await runModels([test], on: device, as: user, into: &outcome) }
        }
    }

    /// What an image did wrong as a whole.
    private struct Fault: Error {
        let reason: String
        var seconds = 0.0
    }

    private func ask(
        _ tests: [SmokeTest], on device: SmokeDevice, as user: ImageUser
    ) async throws -> Result<RuntimeAnswer, Fault> {
        try inputs.appending("plan.json").replace(with: RuntimePlan(device, tests).json.canonical())
        var command = [plan.runtime.string, "smoke", SmokeRun.inputTarget.appending("plan.json").string]
        if let library = plan.library { command += ["--onnxruntime", library.string] }
        let seconds = tests.reduce(0) { $0 + $1.timeout }
        let seen: CommandOutcome
        switch try await start(command, as: user, seconds: seconds) {
        case .success(let outcome): seen = outcome
        case .failure(let fault): return .failure(fault)
        }
        if seen.timedOut { return .failure(Fault(reason: "it did not end within \(seconds) s", seconds: seen.seconds)) }
        guard seen.isSuccess else {
            return .failure(Fault(reason: "the runtime failed: \(Judge.ending(of: seen))", seconds: seen.seconds))
        }
        let answer: RuntimeAnswer
        do { answer = try RuntimeAnswer(parsing: seen.standardOutput) } catch {
            return .failure(Fault(reason: "the runtime's answer is none: \("\(error)".excerpt)", seconds: seen.seconds))
        }
        guard answer.device == device.rawValue else {
            let reason = "it ran on '\(answer.device.excerpt)' and not on '\(device.rawValue)'"
            return .failure(Fault(reason: reason, seconds: seen.seconds))
        }
        return .success(answer)
    }

    private func take(
        _ answer: RuntimeAnswer, for tests: [SmokeTest], on device: SmokeDevice, into outcome: inout Outcome
    ) {
        outcome.onnxruntime = answer.onnxruntime
        outcome.providers.merge(answer.providers) { $0.addingReportingOverflow($1).partialValue }
        if let gpu = answer.gpu { outcome.gpu = gpu }
        let onGPU = answer.providers["CUDAExecutionProvider"] ?? 0
        for test in tests {
            let results = answer.results.filter { $0.name == test.name }
            if device == .gpu, onGPU <= 0 {
                outcome.fail(test, "no node ran on the GPU: the session's profile names no CUDAExecutionProvider")
            } else if results.count == 1 {
                outcome.verdicts[test.name] = Judge.judge(test, results[0])
            } else {
                outcome.fail(test, "the runtime gave \(results.count) results for it")
            }
        }
    }

    private func start(
        _ command: [String], as user: ImageUser, seconds: Int64
    ) async throws -> Result<CommandOutcome, Fault> {
        let request: SandboxRequest
        do {
            request = try SandboxRequest(
                root: root, arguments: command, environment: environment(of: user), user: user.account,
                limits: SandboxLimits(timeout: .seconds(seconds)),
                workingDirectory: FilePath(execution.workingDirectory.flatMap { $0.isEmpty ? nil : $0 } ?? "/"),
                mounts: [
                    SandboxMount(memoryAt: "/run", bytes: 16 << 20), SandboxMount(of: inputs, at: SmokeRun.inputTarget),
                ],
                devices: devices)
        } catch let error as SandboxError {
            return .failure(Fault(reason: "\(error)"))
        } catch let error as CommandError {
            return .failure(Fault(reason: "the image's configuration: \(error)"))
        }
        do { return .success(try await sandbox.run(request, scratch: scratch)) } catch {
            // A link of the image where something has to be mounted is the image's fault.
            if case .mountPoint = error { return .failure(Fault(reason: "\(error)")) }
            throw error
        }
    }

    private func environment(of user: ImageUser) throws(CommandError) -> [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        for text in execution.environment {
            let variable = try EnvironmentVariable(text)
            variables.removeAll { $0.name == variable.name }
            variables.append(variable)
        }
        if !variables.contains(where: { $0.name == "PATH" }) { variables.append(.standardPath) }
        if !variables.contains(where: { $0.name == "HOME" }) {
            variables.append(try EnvironmentVariable("HOME", user.home))
        }
        return variables
    }

    static let inputTarget: FilePath = "/run/imagesmith"
}

extension SmokeRun.Outcome {
    fileprivate mutating func fail(_ test: SmokeTest, _ reason: String, seconds: Double = 0) {
        verdicts[test.name] = TestVerdict(test, seconds: seconds, measured: nil, reason: reason)
    }
}
