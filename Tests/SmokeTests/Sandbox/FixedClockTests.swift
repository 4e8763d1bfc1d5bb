import Sandbox
import SystemPackage
import TestSupport
import Testing

/// The clock of a sandbox, read by programs that nobody here wrote: the host's, in every kind of sandbox.
@Suite struct FixedClockTests {
    private static func output(
        of arguments: [String], in kind: SandboxKind, clock: FixedClock?, user: SandboxUser = .root
    ) async throws -> (text: String, complaint: String) {
        let directory = try TemporaryDirectory()
        let scratch = directory.path
        let sandbox = try await Sandbox(forcing: kind, scratch: scratch)
        let root = try HostRoot(in: scratch)
        // The root is its maker's alone; a user of the sandbox has to get in.
        try await Tool("chmod")("755", root.path.string)
        let request = try SandboxRequest(
            root: root.path, arguments: arguments, environment: [.standardPath], user: user,
            limits: SandboxLimits(timeout: .seconds(60)), mounts: root.mounts, clock: clock)
        let outcome = try await sandbox.run(request, scratch: scratch)
        return (String(decoding: outcome.standardOutput, as: UTF8.self), outcome.complaint)
    }

    @Test(arguments: SandboxKind.allCases)
    func `stands still for programs in every language, and for every user`(kind: SandboxKind) async throws {
        let script = """
            date -u +%s.%N
            bash -c 'printf "%(%s)T\\n" -1; echo $EPOCHREALTIME'
            perl -e 'use Time::HiRes; print time, " ", Time::HiRes::time(), "\\n"; sleep 1; print time, "\\n"'
            python3 -c 'import time; print(time.time_ns(), *(time.clock_gettime_ns(clock) for clock in (0, 5, 8, 11)))'
            env | grep -c -i -e preload -e clock
            """
        let user = kind == .bubblewrap ? SandboxUser.root : SandboxUser(uid: 1234, gid: 2345)
        let clock = FixedClock(seconds: 1_234_567_890)
        let seen = try await Self.output(of: ["sh", "-c", script], in: kind, clock: clock, user: user)
        #expect(
            seen.text == """
                1234567890.000000000
                1234567890
                1234567890.000000
                1234567890 1234567890
                1234567890
                1234567890000000000 1234567890000000000 1234567890000000000 1234567890000000000 1234567890000000000
                0

                """)
        #expect(seen.complaint == "")
    }

    @Test func `leaves the clocks that measure time, and their errors, as they are`() async throws {
        let script = """
            import ctypes, time
            start = time.monotonic(); time.sleep(0.05); print(0.05 <= time.monotonic() - start < 30)
            start = time.clock_gettime(time.CLOCK_BOOTTIME); time.sleep(0.05)
            print(0.05 <= time.clock_gettime(time.CLOCK_BOOTTIME) - start < 30)
            print(0 < time.process_time() < 30)
            try: time.clock_gettime(77)
            except OSError as error: print(error.errno)
            libc = ctypes.CDLL(None, use_errno=True)
            class Moment(ctypes.Structure): _fields_ = [("seconds", ctypes.c_long), ("rest", ctypes.c_long)]
            moment = Moment(1, 1)
            print(libc.timespec_get(ctypes.byref(moment), 1), moment.seconds, moment.rest)
            print(libc.timespec_get(ctypes.byref(moment), 2))
            moment = Moment(1, 1)
            zone = (ctypes.c_int * 2)(1, 1)
            print(libc.gettimeofday(ctypes.byref(moment), zone), moment.seconds, moment.rest, *zone)
            kept = ctypes.c_long(1)
            print(libc.time(ctypes.byref(kept)), kept.value, libc.time(None))
            """
        let clock = FixedClock(seconds: 315_532_800)
        let seen = try await Self.output(of: ["python3", "-c", script], in: .bubblewrap, clock: clock)
        #expect(
            seen.text == """
                True
                True
                True
                22
                1 315532800 0
                0
                0 315532800 0 0 0
                315532800 315532800 315532800

                """)
        #expect(seen.complaint == "")
    }

    @Test func `is the machine's where none is asked for`() async throws {
        let seen = try await Self.output(of: ["date", "+%s"], in: .bubblewrap, clock: nil)
        let second = try #require(Int64(seen.text.filter(\.isNumber)))
        #expect(second > 1_700_000_000)
    }

    @Test func `leaves a root as it was`() async throws {
        let directory = try TemporaryDirectory()
        let sandbox = try await Sandbox(forcing: .bubblewrap, scratch: directory.path)
        let root = try HostRoot(in: directory.path)
        let list = Tool("find", package: "findutils")
        let before = try await list.run([root.path.string, "-printf", "%p %y %m\\n"]).text
        let request = try SandboxRequest(
            root: root.path, arguments: ["date"], environment: [.standardPath], user: .root,
            limits: SandboxLimits(timeout: .seconds(60)), mounts: root.mounts, clock: FixedClock(seconds: 1))
        #expect(try await sandbox.run(request, scratch: directory.path).isSuccess)
        let after = try await list.run([root.path.string, "-printf", "%p %y %m\\n"]).text
        #expect(before == after)
    }
}
