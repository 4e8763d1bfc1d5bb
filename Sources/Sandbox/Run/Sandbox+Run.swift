public import SystemPackage

extension Sandbox {
    /// Runs a request to its end and leaves nothing behind: no process, no mount, no control group, no file.
    ///
    /// What the command does is the outcome, a crash or a program that is missing in the root among it. Mount points that
    /// the root lacks are made for the run. `scratch` is an absolute directory for the runtime's own state.
    /// - Throws: ``SandboxError`` where the sandbox itself cannot be made.
    public func run(_ request: SandboxRequest, scratch: FilePath) async throws(SandboxError) -> CommandOutcome {
        let state = try ScratchDirectory(in: scratch)
        let request = try request.fixingClock(in: state)
        let points = try MountPoints(for: request)
        defer { withExtendedLifetime(points) {} }
        return switch kind {
        case .runc, .crun: try await runRuntime(request, in: state)
        case .bubblewrap: try await runBubblewrap(request)
        case .chroot: try await runChroot(request)
        }
    }

    /// Runs programs of the host: the first with the others' paths among its arguments.
    func command(
        _ name: String, _ arguments: [String], limits: SandboxLimits
    ) async throws(SandboxError) -> CommandOutcome {
        do throws(CommandError) {
            let command = try HostCommand(
                program(name), arguments, workingDirectory: "/", timeout: limits.timeout,
                outputLimit: limits.outputBytes)
            return try await command.run()
        } catch { throw .command(error) }
    }

    func program(_ name: String) throws(CommandError) -> HostProgram {
        guard let program = programs[name] else { throw .missing(program: name, package: nil) }
        return program
    }

    func path(_ name: String) throws(SandboxError) -> String {
        do { return try program(name).path.string } catch { throw .command(error) }
    }
}

extension CommandOutcome {
    /// The runtimes fold a signal into the status, as shells do.
    var unfolded: CommandOutcome {
        guard case .exited(let status) = termination, (129...192).contains(status) else { return self }
        return ending(.signalled(status - 128))
    }
}
