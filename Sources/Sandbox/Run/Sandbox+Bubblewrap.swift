import Glibc
import SystemPackage

extension Sandbox {
    /// Runs a request by bubblewrap.
    func runBubblewrap(_ request: SandboxRequest) async throws(SandboxError) -> CommandOutcome {
        let outcome = try await command("bwrap", Sandbox.bubblewrapArguments(request), limits: request.limits)
        // bubblewrap has one status for its own failures; its messages begin with its name.
        let complaint = outcome.complaint
        if outcome.termination == .exited(1), complaint.hasPrefix("bwrap: "), !complaint.contains("\n") {
            return outcome.ending(.notStarted(reason: String(complaint.dropFirst("bwrap: ".count))))
        }
        return outcome.unfolded
    }

    private static func bubblewrapArguments(_ request: SandboxRequest) -> [String] {
        var arguments = [
            "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
            "--die-with-parent", "--new-session", "--hostname", "imagesmith", "--cap-drop", "ALL", "--clearenv",
        ]
        // Root stays root without a user name space, so that it can give files away; other users are made of one.
        if geteuid() != 0 || request.user.uid != 0 || request.user.gid != 0 {
            arguments += ["--unshare-user", "--uid", "\(request.user.uid)", "--gid", "\(request.user.gid)"]
        }
        for name in request.capabilities.names { arguments += ["--cap-add", name] }
        for variable in request.environment { arguments += ["--setenv", variable.name, variable.value] }
        let temporary = "\(request.limits.temporaryBytes)"
        arguments += [
            request.isRootWritable ? "--bind" : "--ro-bind", request.root.string, "/", "--proc", "/proc",
            "--dev", "/dev", "--perms", "1777", "--size", temporary, "--tmpfs", "/dev/shm",
            "--perms", "1777", "--size", temporary, "--tmpfs", "/tmp",
        ]
        for mount in request.mounts {
            switch mount.kind {
            case .bind(let source, let isWritable):
                arguments += [isWritable ? "--bind" : "--ro-bind", source.string, mount.target.string]
            case .memory(let bytes):
                arguments += ["--perms", "0755", "--size", "\(bytes)", "--tmpfs", mount.target.string]
            }
        }
        for node in request.devices.nodes { arguments += ["--dev-bind", node.path.string, node.path.string] }
        if !request.devices.nodes.isEmpty { arguments += ["--ro-bind", "/sys", "/sys"] }
        return arguments + ["--chdir", request.workingDirectory.string, "--"] + request.arguments
    }
}
