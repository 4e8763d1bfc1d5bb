/// What a file can do that an ordinary one cannot.
///
/// The words are those of recipes: `set-user-id`, `set-group-id`, `device`, and the names of capabilities as `cap_net_raw`.
public enum FilePower: Hashable, Sendable, CustomStringConvertible {
    /// It runs with the rights of its owner.
    case setUserID
    /// It runs with the rights of its group.
    case setGroupID
    /// It is a device.
    case device
    /// It runs with a capability, which its number names.
    case capability(UInt8)

    /// A power by its word; nil for a word that is none.
    public init?(_ word: String) {
        switch word {
        case "set-user-id": self = .setUserID
        case "set-group-id": self = .setGroupID
        case "device": self = .device
        default:
            guard let number = FilePower.capabilities.firstIndex(of: word) else { return nil }
            self = .capability(UInt8(number))
        }
    }

    /// The word.
    public var description: String {
        switch self {
        case .setUserID: "set-user-id"
        case .setGroupID: "set-group-id"
        case .device: "device"
        case .capability(let number):
            Int(number) < FilePower.capabilities.count ? FilePower.capabilities[Int(number)] : "cap_\(number)"
        }
    }

    /// The words of several, sorted.
    public static func words(of powers: Set<FilePower>) -> [String] {
        powers.map(\.description).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The powers of a file's mode.
    public static func powers(ofMode mode: UInt16) -> Set<FilePower> {
        var powers: Set<FilePower> = []
        if mode & 0o4000 != 0 { powers.insert(.setUserID) }
        if mode & 0o2000 != 0 { powers.insert(.setGroupID) }
        return powers
    }

    /// The capabilities of an extended attribute `security.capability`; nil for one that is malformed.
    ///
    /// Source: linux/capability.h, `struct vfs_cap_data`, of versions 1 to 3.
    public static func powers(ofAttribute value: [UInt8]) -> Set<FilePower>? {
        func word(_ place: Int) -> UInt32 {
            value[place * 4..<place * 4 + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard value.count >= 12, value.count % 4 == 0 else { return nil }
        let pairs: Int
        switch (word(0) >> 24, value.count) {
        case (1, 12): pairs = 1
        case (2, 20), (3, 24): pairs = 2
        default: return nil
        }
        var powers: Set<FilePower> = []
        for pair in 0..<pairs {
            let bits = word(1 + pair * 2) | word(2 + pair * 2)
            for bit in 0..<32 where bits & 1 << UInt32(bit) != 0 {
                powers.insert(.capability(UInt8(pair * 32 + bit)))
            }
        }
        return powers
    }

    /// By their numbers. Source: linux/capability.h.
    private static let capabilities = [
        "cap_chown", "cap_dac_override", "cap_dac_read_search", "cap_fowner", "cap_fsetid", "cap_kill", "cap_setgid",
        "cap_setuid", "cap_setpcap", "cap_linux_immutable", "cap_net_bind_service", "cap_net_broadcast",
        "cap_net_admin", "cap_net_raw", "cap_ipc_lock", "cap_ipc_owner", "cap_sys_module", "cap_sys_rawio",
        "cap_sys_chroot", "cap_sys_ptrace", "cap_sys_pacct", "cap_sys_admin", "cap_sys_boot", "cap_sys_nice",
        "cap_sys_resource", "cap_sys_time", "cap_sys_tty_config", "cap_mknod", "cap_lease", "cap_audit_write",
        "cap_audit_control", "cap_setfcap", "cap_mac_override", "cap_mac_admin", "cap_syslog", "cap_wake_alarm",
        "cap_block_suspend", "cap_audit_read", "cap_perfmon", "cap_bpf", "cap_checkpoint_restore",
    ]
}
