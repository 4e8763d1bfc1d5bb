import SystemPackage

/// The shell script that builds a sandbox inside fresh name spaces and becomes the command.
///
/// The root is moved over `/` before the change of root, so that a way out of it leads back into it.
struct ChrootScript: Sendable {
    let request: SandboxRequest
    let setpriv: String
    let unshare: String
    let env: String

    /// The script, for sh(1).
    var text: String { (["set -eu", "umask 022"] + preparation + mounts + [start]).joined(separator: "\n") }

    private var preparation: [String] {
        let root = quoted(request.root.string)
        let size = request.limits.temporaryBytes
        var lines = [
            "echo imagesmith >/proc/sys/kernel/hostname", "mount --bind \(root) \(root)", "cd \(root)",
            "mount -t proc -o nosuid,nodev,noexec proc ./proc",
            "mount -t tmpfs -o nosuid,mode=755,size=64k tmpfs ./dev",
            "for node in null zero full random urandom tty; do : >./dev/$node; mount --bind /dev/$node ./dev/$node; done",
            "ln -s /proc/self/fd ./dev/fd", "ln -s fd/0 ./dev/stdin", "ln -s fd/1 ./dev/stdout",
            "ln -s fd/2 ./dev/stderr", "mkdir ./dev/shm",
            "mount -t tmpfs -o nosuid,nodev,noexec,mode=1777,size=\(size) tmpfs ./dev/shm",
            "mount -t tmpfs -o nosuid,nodev,mode=1777,size=\(size) tmpfs ./tmp",
        ]
        for node in request.devices.nodes {
            let target = quoted("./" + node.path.belowRoot)
            lines.append("mkdir -p \"$(dirname \(target))\"; : >\(target)")
            lines.append("mount --bind \(quoted(node.path.string)) \(target)")
        }
        if !request.devices.nodes.isEmpty { lines.append("mount -t sysfs -o ro,nosuid,nodev,noexec sysfs ./sys") }
        return lines
    }

    private var mounts: [String] {
        var lines: [String] = []
        for mount in request.mounts {
            let target = quoted("./" + mount.target.belowRoot)
            switch mount.kind {
            case .memory(let bytes):
                lines.append("[ -d \(target) ] || mkdir -p \(target)")
                lines.append("mount -t tmpfs -o nosuid,nodev,mode=755,size=\(bytes) tmpfs \(target)")
            case .bind(let source, let isWritable):
                let make = mount.isDirectory ? "mkdir -p \(target)" : "mkdir -p \"$(dirname \(target))\"; : >\(target)"
                lines.append("[ -e \(target) ] || { \(make); }")
                lines.append("mount --rbind \(quoted(source.string)) \(target)")
                lines.append("mount -o remount,bind,nosuid,nodev,\(isWritable ? "rw" : "ro") \(target)")
            }
        }
        // Read-only for the bind mount alone: what is mounted in it keeps its own mode.
        if !request.isRootWritable { lines.append("mount -o remount,bind,ro .") }
        return lines + ["mount --move . /"]
    }

    private var start: String {
        var words = [env, "-i"] + request.environment.map(\.description)
        words += [setpriv, "--reuid", "\(request.user.uid)", "--regid", "\(request.user.gid)"]
        words +=
            request.user.additionalGroups.isEmpty
            ? ["--clear-groups"] : ["--groups", request.user.additionalGroups.map(String.init).joined(separator: ",")]
        let kept = Set(request.capabilities.names + ["CAP_SYS_CHROOT"]).map { $0.dropFirst(4).lowercased() }
        let list =
            "-all,"
            + kept.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "+" + $0 }
            .joined(separator: ",")
        // The change of root needs one capability after the user has changed.
        words += ["--inh-caps", "+sys_chroot", "--ambient-caps", "+sys_chroot", "--bounding-set", list]
        if request.capabilities == .none { words.append("--no-new-privs") }
        words += [unshare, "--root=.", "--wd=\(request.workingDirectory.string)", "--"] + request.arguments
        return "exec " + words.map(quoted).joined(separator: " ")
    }

    private func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
