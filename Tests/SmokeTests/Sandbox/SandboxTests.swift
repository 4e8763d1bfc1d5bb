import Glibc
import Sandbox
import SystemPackage
import TestSupport
import Testing

/// Every kind of sandbox on this machine, with the same expectations.
@Suite struct SandboxTests {
    private struct Ground: ~Copyable {
        let root: BusyboxRoot
        let sandbox: Sandbox

        init(_ kind: SandboxKind) async throws {
            let root = try await BusyboxRoot()
            let sandbox = try await Sandbox(forcing: kind, scratch: root.scratch)
            self.init(root: root, sandbox: sandbox)
        }

        private init(root: consuming BusyboxRoot, sandbox: Sandbox) {
            self.root = root
            self.sandbox = sandbox
        }

        func run(
            _ arguments: [String], user: SandboxUser = .root, writable: Bool = false, mounts: [SandboxMount] = [],
            environment: [EnvironmentVariable] = [.standardPath], directory: FilePath = "/",
            capabilities: SandboxCapabilities = .none, timeout: Duration = .seconds(90), output: Int = 1 << 16
        ) async throws -> CommandOutcome {
            let request = try SandboxRequest(
                root: root.path, arguments: arguments, environment: environment, user: user,
                limits: SandboxLimits(timeout: timeout, outputBytes: output), workingDirectory: directory,
                isRootWritable: writable, mounts: mounts, capabilities: capabilities)
            return try await sandbox.run(request, scratch: root.scratch)
        }

        func text(_ script: String, user: SandboxUser = .root) async throws -> String {
            let outcome = try await run(["sh", "-c", script], user: user)
            return String(decoding: outcome.standardOutput, as: UTF8.self)
        }
    }

    @Test(arguments: SandboxKind.allCases)
    func `runs a command and hands on its status and output`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        let outcome = try await ground.run(["sh", "-c", "echo out; echo err >&2; exit 7"])
        #expect(outcome.termination == .exited(7))
        #expect(String(decoding: outcome.standardOutput, as: UTF8.self) == "out\n")
        #expect(outcome.complaint == "err")
        #expect(!outcome.timedOut && !outcome.isOutputCut)
    }

    @Test(arguments: SandboxKind.allCases)
    func `has no network, another host name and its own processes`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        #expect(
            try await ground.text("ls /sys/class/net 2>/dev/null; grep -c : /proc/net/dev; hostname")
                == "1\nimagesmith\n")
        let processes = try await ground.text("for p in /proc/[0-9]*; do echo ${p#/proc/}; done")
        #expect(processes.split(separator: "\n").allSatisfy { (Int($0) ?? 1000) < 10 })
    }

    @Test(arguments: SandboxKind.allCases)
    func `cannot write to its root but to the temporary directory`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        let outcome = try await ground.text(
            "touch /room/x 2>/dev/null || echo refused; touch /tmp/x /dev/shm/x && echo written; ls /dev/null")
        #expect(outcome == "refused\nwritten\n/dev/null\n")
        let writable = try await ground.run(
            ["touch", "/room/made"], writable: true, capabilities: .packageConfiguration)
        #expect(writable.isSuccess)
        #expect(ground.root.path.appending("room/made").withPlatformString { access($0, F_OK) } == 0)
    }

    @Test(arguments: SandboxKind.allCases)
    func `runs as the user it is told, without capabilities`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        let user = SandboxUser(uid: 1234, gid: 2345)
        let text = try await ground.text("id -u; id -g; grep -e CapEff -e NoNewPrivs /proc/self/status", user: user)
        let capabilities = kind == .chroot ? "0000000000040000" : "0000000000000000"
        #expect(text == "1234\n2345\nCapEff:\t\(capabilities)\nNoNewPrivs:\t1\n")
    }

    @Test(arguments: SandboxKind.allCases)
    func `lets package scripts give files away but not make devices or mounts`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        let script = """
            touch /room/f; chown 33:44 /room/f && stat -c %u:%g /room/f
            mknod /room/n b 8 0 2>/dev/null || echo no device
            mount -t tmpfs none /room 2>/dev/null || echo no mount
            chroot / /bin/true && echo chroot
            """
        let outcome = try await ground.run(
            ["sh", "-c", script], writable: true, capabilities: .packageConfiguration)
        #expect(String(decoding: outcome.standardOutput, as: UTF8.self) == "33:44\nno device\nno mount\nchroot\n")
    }

    @Test(arguments: SandboxKind.allCases)
    func `gives exactly the environment and the directory`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        let environment = [
            try EnvironmentVariable("PATH=/bin"), try EnvironmentVariable("HOME=/"),
            try EnvironmentVariable("QUOTE=it's $HOME \"x\""),
        ]
        let outcome = try await ground.run(["env"], environment: environment, directory: "/room")
        var lines = String(decoding: outcome.standardOutput, as: UTF8.self).split(separator: "\n").map(String.init)
        if kind == .bubblewrap { lines.removeAll { $0 == "PWD=/room" } }
        #expect(lines.sorted() == ["HOME=/", "PATH=/bin", "QUOTE=it's $HOME \"x\""])
        let directory = try await ground.run(["pwd"], directory: "/room")
        #expect(String(decoding: directory.standardOutput, as: UTF8.self) == "/room\n")
    }

    @Test(arguments: SandboxKind.allCases)
    func `mounts memory and files of the host, read-only unless asked`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        let shared = ground.root.directory.path.appending("shared")
        try await Tool("sh")("-c", "mkdir -p $0; chmod 777 $0; echo hello >$0/file", shared.string)
        let mounts = [
            try SandboxMount(memoryAt: "/run", bytes: 1 << 20), try SandboxMount(of: shared, at: "/run/in"),
            try SandboxMount(of: shared.appending("file"), at: "/run/one"),
            try SandboxMount(of: shared, at: "/out", isWritable: true),
        ]
        let script = "cat /run/in/file /run/one; touch /run/in/x 2>/dev/null || echo refused; echo made >/out/made"
        let outcome = try await ground.run(["sh", "-c", script], mounts: mounts)
        #expect(String(decoding: outcome.standardOutput, as: UTF8.self) == "hello\nhello\nrefused\n")
        #expect(outcome.isSuccess, "\(outcome.complaint)")
        #expect(try await Tool("cat", package: "coreutils")(shared.appending("made").string) == Array("made\n".utf8))
        #expect(try await Tool("ls", package: "coreutils")(ground.root.path.string) == Array("bin\netc\nroom\n".utf8))
    }

    @Test(arguments: SandboxKind.allCases)
    func `kills everything when the time is up and leaves nothing`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        let marker = "30\(getpid())\(kind.rawValue.utf8.count)\(kind == .runc ? 1 : 0)"
        let script = "sleep \(marker) & (trap '' TERM; sleep \(marker)) & sleep \(marker)"
        let outcome = try await ground.run(["sh", "-c", script], timeout: .milliseconds(700))
        #expect(outcome.timedOut && !outcome.isSuccess)
        #expect(outcome.seconds < 60)
        // What was killed is gone a moment later, when the kernel has taken its name space down.
        let search = """
            for turn in $(seq 100); do
                left=0
                for process in /proc/[0-9]*; do
                    [ "$(tr '\\0' ' ' 2>/dev/null <$process/cmdline)" = "sleep $0 " ] && left=1
                done
                [ $left = 0 ] && exit 0
                sleep 0.1
            done
            exit 1
            """
        #expect(try await Tool("sh").run(["-c", search, marker]).status == 0, "no sleeper is left")
        let mounts = try await Tool("cat", package: "coreutils")("/proc/self/mounts")
        #expect(!String(decoding: mounts, as: UTF8.self).contains(ground.root.directory.path.string))
        #expect(try await Tool("ls", package: "coreutils")(ground.root.scratch.string) == [])
        #expect(try await Tool("ls", package: "coreutils")(ground.root.path.string) == Array("bin\netc\nroom\n".utf8))
    }

    @Test(arguments: SandboxKind.allCases)
    func `tells a signal, a missing program and too much output apart`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        #expect(try await ground.run(["sh", "-c", "sh -c 'kill -9 $$'; exit $?"]).termination.isKill)
        let missing = try await ground.run(["/no/such/program"])
        guard case .notStarted(let reason) = missing.termination else {
            Issue.record("\(missing)")
            return
        }
        #expect(reason.contains("/no/such/program"))
        let loud = try await ground.run(["sh", "-c", "yes | head -c 3000000"], output: 1000)
        #expect(loud.standardOutput.count == 1000 && loud.isOutputCut)
        #expect(loud.isSuccess, "\(loud.termination) \(loud.timedOut) \(loud.seconds) \(loud.complaint)")
    }

    @Test(arguments: [SandboxKind.runc, .crun])
    func `refuses dangerous system calls and keeps the limits`(kind: SandboxKind) async throws {
        let ground = try await Ground(kind)
        #expect(try await ground.text("grep Seccomp: /proc/self/status") == "Seccomp:\t2\n")
        let request = try SandboxRequest(
            root: ground.root.path, arguments: ["sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do sleep 2 & done; wait"],
            environment: [.standardPath], user: .root, limits: SandboxLimits(timeout: .seconds(20), processes: 5))
        let outcome = try await ground.sandbox.run(request, scratch: ground.root.scratch)
        #expect(outcome.complaint.contains("can't fork"))
    }

    @Test func `refuses a mount point that is a link of the image`() async throws {
        let ground = try await Ground(.bubblewrap)
        try await Tool("sh")("-c", "ln -s /etc $0/out; rm -rf /tmp/none", ground.root.path.string)
        let mount = try SandboxMount(of: ground.root.scratch, at: "/out/x")
        await #expect(throws: SandboxError.mountPoint("/out", reason: "it is not a directory in the root")) {
            try await ground.run(["true"], mounts: [mount])
        }
    }

    @Test func `is stopped by cancellation`() async throws {
        let ground = try await Ground(.runc)
        let sandbox = ground.sandbox
        let scratch = ground.root.scratch
        let request = try SandboxRequest(
            root: ground.root.path, arguments: ["sleep", "60"], environment: [.standardPath], user: .root,
            limits: SandboxLimits(timeout: .seconds(60)))
        let task = Task { try await sandbox.run(request, scratch: scratch) }
        try await Task.sleep(for: .milliseconds(400))
        task.cancel()
        await #expect(throws: SandboxError.self) { try await task.value }
        #expect(try await Tool("ls", package: "coreutils")(scratch.string) == [])
    }

    @Test func `chooses the strongest kind, or the one that is preferred`() async throws {
        let root = try await BusyboxRoot()
        #expect(try await Sandbox.choose(scratch: root.scratch).kind == .runc)
        #expect(try await Sandbox.choose(preferring: .bubblewrap, scratch: root.scratch).kind == .bubblewrap)
    }

    @Test(arguments: [
        (["x\0"], "/" as FilePath, SandboxError.request(.nul("x\0"))),
        ([], "/", .request(.noArguments)),
        (["x"], "../etc", .request(.workingDirectory("../etc"))),
        (["x"], "/a/../b", .request(.workingDirectory("/a/../b"))),
    ])
    func `refuses a request that is none`(arguments: [String], directory: FilePath, expected: SandboxError) throws {
        let limits = try SandboxLimits(timeout: .seconds(1))
        #expect(throws: expected) {
            try SandboxRequest(
                root: "/root", arguments: arguments, environment: [], user: .root, limits: limits,
                workingDirectory: directory)
        }
        #expect(throws: SandboxError.request(.target("/a/../../b"))) { try SandboxMount(of: "/x", at: "/a/../../b") }
    }
}

extension Termination {
    /// Whether SIGKILL ended the program.
    fileprivate var isKill: Bool { self == .signalled(9) }
}
