import Glibc

/// The system calls that no image's program has a use for in a sandbox and that reach deep into the kernel.
///
/// Everything else is allowed: the list keeps an image from attacking its host, not from working. Source: the calls that
/// seccomp(2) profiles of the container engines gate by capabilities.
enum SyscallFilter {
    static var document: BundleJSON {
        .object([
            "defaultAction": "SCMP_ACT_ALLOW",
            "syscalls": [
                .object([
                    "names": .strings(refused), "action": "SCMP_ACT_ERRNO", "errnoRet": .integer(Int64(EPERM)),
                ]),
                // Programs take ENOSYS as "use the older clone", whose flags can be looked at here.
                .object(["names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": .integer(Int64(ENOSYS))]),
                .object([
                    "names": ["clone"], "action": "SCMP_ACT_ERRNO", "errnoRet": .integer(Int64(EPERM)),
                    "args": [
                        .object([
                            "index": 0, "value": .integer(newUserNamespace), "valueTwo": .integer(newUserNamespace),
                            "op": "SCMP_CMP_MASKED_EQ",
                        ])
                    ],
                ]),
            ],
        ])
    }

    // CLONE_NEWUSER of <sched.h>.
    private static let newUserNamespace: Int64 = 0x1000_0000

    private static let refused = [
        "acct", "add_key", "bpf", "clock_adjtime", "clock_settime", "create_module", "delete_module", "finit_module",
        "fsconfig", "fsmount", "fsopen", "fspick", "get_kernel_syms", "init_module", "io_uring_enter",
        "io_uring_register", "io_uring_setup", "ioperm", "iopl", "kexec_file_load", "kexec_load", "keyctl",
        "lookup_dcookie", "mount", "mount_setattr", "move_mount", "name_to_handle_at", "nfsservctl",
        "open_by_handle_at", "open_tree", "perf_event_open", "pivot_root", "process_vm_readv", "process_vm_writev",
        "ptrace", "query_module", "quotactl", "quotactl_fd", "reboot", "request_key", "setdomainname", "sethostname",
        "setns", "settimeofday", "stime", "swapoff", "swapon", "sysfs", "umount", "umount2", "unshare", "uselib",
        "userfaultfd", "vm86", "vm86old",
    ]
}
