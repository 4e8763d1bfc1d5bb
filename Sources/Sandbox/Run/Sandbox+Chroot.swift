extension Sandbox {
    /// Runs a request by unshare(1), mount(8), setpriv(1) and a root that is moved over the host's.
    func runChroot(_ request: SandboxRequest) async throws(SandboxError) -> CommandOutcome {
        var arguments = [
            "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child", "--propagation", "private",
        ]
        let script = ChrootScript(
            request: request, setpriv: try path("setpriv"), unshare: try path("unshare"), env: try path("env"))
        arguments += ["--", try path("sh"), "-c", script.text]
        let outcome = try await command("unshare", arguments, limits: request.limits)
        let complaint = outcome.complaint
        let isStartFailure =
            [.exited(126), .exited(127)].contains(outcome.termination) || outcome.termination == .exited(1)
        if isStartFailure, complaint.hasPrefix("unshare: ") || complaint.hasPrefix("mount: ") {
            return outcome.ending(.notStarted(reason: complaint))
        }
        return outcome.unfolded
    }
}
