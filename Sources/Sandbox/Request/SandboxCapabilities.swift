/// What a command may do beyond an ordinary process, within its sandbox.
///
/// Source: capabilities(7).
public enum SandboxCapabilities: Hashable, Sendable {
    /// Nothing, and nothing to be gained by set-user-ID programs.
    case none
    /// What the scripts of Debian packages need: owners and modes of files, users, chroot. No mounts, devices or network.
    case packageConfiguration

    /// The names as the kernel's headers write them.
    var names: [String] {
        switch self {
        case .none: []
        case .packageConfiguration:
            [
                "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETFCAP", "CAP_SETGID",
                "CAP_SETUID", "CAP_SYS_CHROOT",
            ]
        }
    }
}
