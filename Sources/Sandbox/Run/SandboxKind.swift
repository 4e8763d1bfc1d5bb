/// A way to run a command inside a root file system, the strongest first.
public enum SandboxKind: String, Hashable, Sendable, CaseIterable {
    case runc
    case crun
    case bubblewrap = "bwrap"
    case chroot

    /// The programs of the host that it needs.
    var programs: [String] {
        switch self {
        case .runc: ["runc"]
        case .crun: ["crun", "unshare", "sh"]
        case .bubblewrap: ["bwrap"]
        case .chroot: ["unshare", "sh", "mount", "setpriv", "env"]
        }
    }

    /// What it keeps apart, for reports.
    var isolation: [String] {
        let namespaces = "own mount, process, network, IPC and host name spaces"
        return switch self {
        case .runc:
            [
                namespaces, "dangerous system calls refused", "capabilities dropped",
                "limits of memory and processes kept",
            ]
        case .crun: [namespaces, "dangerous system calls refused", "capabilities dropped", "limits kept where asked"]
        case .bubblewrap:
            [
                namespaces, "capabilities dropped", "no filter of system calls", "no limits of memory and processes",
                "users other than root are the caller behind a user namespace", "PWD is set",
            ]
        case .chroot:
            [
                namespaces, "capabilities dropped but for chroot", "no filter of system calls",
                "no limits of memory and processes",
            ]
        }
    }
}
