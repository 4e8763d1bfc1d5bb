import SystemPackage

extension Sandbox {
    /// Runs a request by runc or crun.
    func runRuntime(
        _ request: SandboxRequest, in state: borrowing ScratchDirectory
    ) async throws(SandboxError) -> CommandOutcome {
        let asksLimits = request.limits.memoryBytes != nil || request.limits.processes != nil
        let bundle = RuntimeBundle(request: request, hasControlGroup: kind == .runc || asksLimits)
        try state.write(Array(bundle.text.utf8), to: "config.json")
        // Control groups are named after the container, for the whole machine: the scratch directory's name is unique.
        let name = "imagesmith-\(state.path.lastComponent?.string ?? "sandbox")"
        var options = [
            "--root", state.path.appending("state").string, "--log", state.path.appending("log").string,
            "--log-format", "json",
        ]
        if kind == .crun { options.append("--cgroup-manager=\(asksLimits ? "cgroupfs" : "disabled")") }
        let outcome: CommandOutcome
        do {
            outcome = try await runtime(
                options + ["run", "--bundle", state.path.string, name], limits: request.limits)
        } catch {
            await delete(name, options)
            throw error
        }
        if outcome.isSuccess { return outcome }
        await delete(name, options)
        if outcome.timedOut { return outcome }
        if let reason = RuntimeLog(state.read("log", limit: 65536)).error {
            return outcome.ending(.notStarted(reason: reason))
        }
        return outcome.unfolded
    }

    private func runtime(_ arguments: [String], limits: SandboxLimits) async throws(SandboxError) -> CommandOutcome {
        guard kind == .crun else { return try await command("runc", arguments, limits: limits) }
        // crun refuses control groups of version 1 beside a mount of version 2. In a mount name space of its own
        // that mount is taken away; on other machines there is none.
        let script = "umount /sys/fs/cgroup/unified 2>/dev/null; exec \"$@\""
        let wrapper = ["--mount", "--propagation", "private", "--", try path("sh"), "-c", script, "sh"]
        return try await command("unshare", wrapper + [try path("crun")] + arguments, limits: limits)
    }

    /// Ends what is left of a container. In a task of its own: it has to happen even when the work was cancelled.
    private func delete(_ name: String, _ options: [String]) async {
        await Task {
            guard let limits = try? SandboxLimits(timeout: .seconds(30)) else { return }
            _ = try? await runtime(options + ["delete", "--force", name], limits: limits)
        }.value
    }
}
