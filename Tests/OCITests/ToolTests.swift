import TestSupport
import Testing

/// The judges' own wrapper, on which every other verdict stands.
@Suite struct ToolTests {
    @Test func `a program that ends before it has read its input is an outcome like any other`() async throws {
        let much = [UInt8](repeating: 65, count: 4 << 20)
        let outcome = try await Tool("sh").run(["-c", "echo gone >&2; exit 3"], input: much)
        #expect(outcome.status == 3)
        #expect(outcome.errorText == "gone\n")
        #expect(try await Tool("wc", package: "coreutils")("-c", input: much) == Array("4194304\n".utf8))
    }
}
