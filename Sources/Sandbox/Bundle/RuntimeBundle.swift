import SystemPackage

/// The `config.json` with which runc and crun run a request.
///
/// Source: OCI runtime-spec, config.md and config-linux.md.
struct RuntimeBundle: Sendable {
    let request: SandboxRequest
    /// Whether the runtime manages a control group, so that limits and device rules can be asked of it.
    let hasControlGroup: Bool

    /// The document.
    var text: String { document.text }

    private var document: BundleJSON {
        .object([
            "ociVersion": "1.0.2",
            "process": process,
            "root": .object(["path": .string(request.root.string), "readonly": .bool(!request.isRootWritable)]),
            "hostname": "imagesmith",
            "mounts": .array(systemMounts + request.mounts.map(RuntimeBundle.mount)),
            "linux": linux,
        ])
    }

    private var process: BundleJSON {
        let capabilities = BundleJSON.strings(request.capabilities.names)
        return .object([
            "terminal": false,
            "user": .object([
                "uid": .integer(Int64(request.user.uid)), "gid": .integer(Int64(request.user.gid)),
                "umask": 0o022, "additionalGids": .integers(request.user.additionalGroups),
            ]),
            "args": .strings(request.arguments),
            "env": .strings(request.environment.map(\.description)),
            "cwd": .string(request.workingDirectory.string),
            "capabilities": .object([
                "bounding": capabilities, "effective": capabilities, "permitted": capabilities, "inheritable": [],
                "ambient": [],
            ]),
            // No rlimits and no oomScoreAdj: without CAP_SYS_RESOURCE the runtimes refuse the whole bundle over them.
            "noNewPrivileges": .bool(request.capabilities == .none),
        ])
    }

    private var systemMounts: [BundleJSON] {
        var mounts = [
            RuntimeBundle.mount("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
            RuntimeBundle.mount("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
            RuntimeBundle.mount(
                "/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
            RuntimeBundle.mount("/dev/shm", "tmpfs", "shm", temporaryOptions + ["noexec"]),
            RuntimeBundle.mount("/tmp", "tmpfs", "tmpfs", temporaryOptions),
        ]
        if !request.devices.nodes.isEmpty {
            mounts.append(RuntimeBundle.mount("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]))
        }
        return mounts
    }

    private var temporaryOptions: [String] {
        ["nosuid", "nodev", "mode=1777", "size=\(request.limits.temporaryBytes)"]
    }

    private var linux: BundleJSON {
        .object([
            "namespaces": .array(
                ["mount", "pid", "network", "ipc", "uts"].map { .object(["type": .string($0)]) }),
            "devices": .array(request.devices.nodes.map(RuntimeBundle.device)),
            "resources": hasControlGroup ? resources : nil,
            "seccomp": SyscallFilter.document,
            "maskedPaths": [
                "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
                "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
                "/sys/devices/virtual/powercap",
            ],
            "readonlyPaths": [
                "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
            ],
        ])
    }

    private var resources: BundleJSON {
        let allowed = request.devices.nodes.map { node -> BundleJSON in
            .object([
                "allow": true, "type": "c", "major": .integer(Int64(node.major)), "minor": .integer(Int64(node.minor)),
                "access": "rw",
            ])
        }
        return .object([
            "devices": .array([.object(["allow": false, "access": "rwm"])] + allowed),
            "memory": request.limits.memoryBytes.map { .object(["limit": .integer($0)]) },
            "pids": request.limits.processes.map { .object(["limit": .integer($0)]) },
        ])
    }

    private static func device(_ node: DeviceNode) -> BundleJSON {
        .object([
            "path": .string(node.path.string), "type": "c", "major": .integer(Int64(node.major)),
            "minor": .integer(Int64(node.minor)), "fileMode": 0o666, "uid": 0, "gid": 0,
        ])
    }

    private static func mount(_ mount: SandboxMount) -> BundleJSON {
        switch mount.kind {
        case .bind(let source, let isWritable):
            self.mount(
                mount.target.string, "bind", source.string,
                ["rbind", "rprivate", "nosuid", "nodev", isWritable ? "rw" : "ro"])
        case .memory(let bytes):
            self.mount(mount.target.string, "tmpfs", "tmpfs", ["nosuid", "nodev", "mode=755", "size=\(bytes)"])
        }
    }

    private static func mount(_ target: String, _ type: String, _ source: String, _ options: [String]) -> BundleJSON {
        .object([
            "destination": .string(target), "type": .string(type), "source": .string(source),
            "options": .strings(options),
        ])
    }
}
