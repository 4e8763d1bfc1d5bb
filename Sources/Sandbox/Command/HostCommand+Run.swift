import Subprocess
import SystemPackage

extension HostCommand {
    /// Runs the program to its end, in a session of its own.
    ///
    /// When its time is up, when the task is cancelled and when the program itself ends, what is left of its process group
    /// is killed. A status other than 0 is a result, not an error.
    /// - Throws: ``CommandError`` where the program cannot be started or watched.
    public func run() async throws(CommandError) -> CommandOutcome {
        var options = PlatformOptions()
        options.createSession = true
        let configuration = Configuration(
            executable: .path(program.path), arguments: Arguments(arguments),
            environment: .custom(environment.map { Array($0.description.utf8) + [0] }),
            workingDirectory: workingDirectory,
            platformOptions: options)
        let start = ContinuousClock.now
        do {
            let (status, seen) = try await observe(configuration)
            if Task.isCancelled { throw CommandError.cancelled(program.path) }
            let termination: Termination =
                switch status {
                case .exited(let code): .exited(code)
                case .signaled(let number): .signalled(number)
                }
            return CommandOutcome(
                termination: termination, timedOut: seen.timedOut, standardOutput: seen.output.kept,
                standardError: seen.error.kept, isOutputCut: seen.output.isCut || seen.error.isCut,
                seconds: (ContinuousClock.now - start) / .seconds(1))
        } catch let error as CommandError {
            throw error
        } catch is CancellationError {
            throw .cancelled(program.path)
        } catch let error as SubprocessError {
            if Task.isCancelled { throw .cancelled(program.path) }
            let starting: [SubprocessError.Code] = [
                .spawnFailed, .executableNotFound, .failedToChangeWorkingDirectory,
            ]
            if starting.contains(error.code) { throw .start(program.path, error.underlyingError) }
            throw .observe(program.path, reason: error.description)
        } catch {
            throw .observe(program.path, reason: "\(error)")
        }
    }

    private func observe(_ configuration: Configuration) async throws -> (TerminationStatus, Observation) {
        let file = try InputFile(input)
        defer { withExtendedLifetime(file) {} }
        let result = try await Subprocess.run(
            configuration, input: .fileDescriptor(file.descriptor, closeAfterSpawningProcess: false),
            output: .sequence, error: .sequence
        ) { try await watch($0) }
        return (result.terminationStatus, result.closureResult)
    }

    private func watch<Input>(
        _ execution: Execution<Input, SequenceOutput, SequenceOutput>
    ) async throws -> Observation {
        try await withTaskCancellationHandler {
            async let output = KeptBytes(of: execution.standardOutput, .first(outputLimit))
            async let error = KeptBytes(of: execution.standardError, .last(outputLimit))
            let exited = await ProcessWatch(execution.processIdentifier.processDescriptor).waitForExit(timeout)
            // The leader is not reaped before this closure returns, so the group's number is still its own.
            try? execution.send(signal: .kill, toProcessGroup: true)
            return try await Observation(timedOut: !exited, output: output, error: error)
        } onCancel: {
            try? execution.send(signal: .kill, toProcessGroup: true)
        }
    }
}

private struct Observation: Sendable {
    let timedOut: Bool
    let output: KeptBytes
    let error: KeptBytes
}
