import Sandbox
import SystemPackage
import Testing

@Suite struct HostCommandTests {
    private func sh(_ script: String, input: [UInt8] = [], timeout: Duration = .seconds(90)) throws -> HostCommand {
        try HostCommand(
            HostProgram(named: "sh"), ["-c", script], environment: [EnvironmentVariable("A", "b c")], input: input,
            timeout: timeout, outputLimit: 2_000_000)
    }

    @Test func `gives input and environment and collects both outputs`() async throws {
        let outcome = try await sh("/bin/cat; echo $A >&2; exit 3", input: Array("hello".utf8)).run()
        #expect(outcome.termination == .exited(3))
        #expect(outcome.standardOutput == Array("hello".utf8))
        #expect(outcome.complaint == "b c")
    }

    @Test func `loses no byte of a program that writes much and ends at once`() async throws {
        let outcome = try await sh("/usr/bin/head -c 1500000 /dev/zero").run()
        #expect(outcome.standardOutput.count == 1_500_000)
        #expect(!outcome.isOutputCut)
    }

    @Test func `keeps the first of standard output and the last of standard error`() async throws {
        let command = try HostCommand(
            HostProgram(named: "sh"), ["-c", "echo 12345; echo 67890 >&2"], outputLimit: 3)
        let outcome = try await command.run()
        #expect(String(decoding: outcome.standardOutput, as: UTF8.self) == "123")
        #expect(String(decoding: outcome.standardError, as: UTF8.self) == "90\n")
        #expect(outcome.isOutputCut)
    }

    @Test func `kills a program whose time is up, with its children`() async throws {
        let outcome = try await sh("/bin/sleep 50 & /bin/sleep 50", timeout: .milliseconds(300)).run()
        #expect(outcome.timedOut)
        #expect(outcome.termination == .signalled(9))
        #expect(outcome.seconds < 45)
    }

    @Test func `does not wait for a child that outlives the program`() async throws {
        let outcome = try await sh("/bin/sleep 50 & exit 0").run()
        #expect(outcome.isSuccess)
        #expect(outcome.seconds < 45)
    }

    @Test func `survives a program that does not read its input`() async throws {
        let outcome = try await sh("exit 4", input: [UInt8](repeating: 0, count: 1 << 20)).run()
        #expect(outcome.termination == .exited(4))
    }

    @Test func `names the package of a missing program`() throws {
        #expect(throws: CommandError.missing(program: "no-such-program", package: nil)) {
            try HostProgram(named: "no-such-program")
        }
        #expect(
            CommandError.missing(program: "gpgv", package: "gpgv").description
                == "the program 'gpgv' is not installed; install it with 'apt-get install gpgv'")
    }

    @Test(arguments: ["", "=x", "a\0=b", "noequals"])
    func `refuses what is no environment variable`(text: String) {
        #expect(throws: CommandError.self) { try EnvironmentVariable(text) }
    }
}
