import Layers
import TestSupport
import Testing

struct DebianVersionTests {
    private static let texts = [
        "0", "00", "0-0", "1", "01", "1-0", "1-1", "1.0", "1.00", "1.", "1.0a", "1.a", "1.0~", "1~", "1~~", "1~~a",
        "1~a",
        "1~rc1-1", "1+b1", "1-1+b1", "1-1~bpo12+1", "1.0+dfsg-1", "1.0.1", "1.10", "1.9", "1:0", "0:1", "2:1.0-1",
        "9:9",
        "10", "1a", "1A", "1aa", "1ab", "1-a", "1-~", "1.2-3-4", "1.2-3.4", "2.36-9+deb12u13", "2.36-9+deb12u9",
        "12.4+deb12u12", "20230311+deb12u1", "3.0.17-1~deb12u2", "3.0.17-1~deb12u3", "1:1.2.13.dfsg-1",
        "5.36.0-7+deb12u3",
        "0~", "0.0.0~rc1", "1.0-1.1", "1.0-1+1", "1z", "1-z", "1.z.0", "007", "7", "1.2.3a0", "1.2.3a",
    ]

    @Test func `orders versions as dpkg does`() async throws {
        // One shell runs dpkg for every pair: as many processes from here would take minutes.
        let script = """
            for a in $0 "$@"; do for b in $0 "$@"; do
            if dpkg --compare-versions "$a" le "$b"; then echo y; else echo n; fi; done; done
            """
        let some = Self.texts.enumerated().filter { $0.offset % 2 == 0 || $0.offset > 45 }.map(\.element)
        let outcome = try await Tool("sh").run(["-c", script] + some)
        let answers = outcome.text.split(separator: "\n").map { $0 == "y" }
        try #require(answers.count == some.count * some.count)
        let versions = try some.map { try DebianVersion($0) }
        for (i, left) in versions.enumerated() {
            for (j, right) in versions.enumerated() {
                #expect((left <= right) == answers[i * some.count + j], "\(left) \(right)")
            }
        }
        #expect(answers.count >= 900)
    }

    @Test func `orders totally and consistently`() throws {
        let versions = try Self.texts.map { try DebianVersion($0) }
        for a in versions {
            for b in versions {
                #expect((a < b) == (b > a))
                #expect([a < b, a == b, b < a].filter(\.self).count == 1, "\(a) \(b)")
                if a == b { #expect(Set([a, b]).count == 1, "\(a) \(b)") }
            }
        }
    }

    @Test(arguments: ["", ":1", "a:1", "1:", "1-", "1_2", "1 2", "-1", "99999999999:1", "1/2", "ä"])
    func `refuses what is no version`(text: String) {
        #expect(throws: DebianNameError.version(text)) { try DebianVersion(text) }
    }
}
