import HTTP
import SystemPackage
import Testing

@testable import Layers

struct DebianNamesTests {
    @Test(arguments: ["a", "Ab", "-ab", "a_b", "a/b", "..", "+a", "a b", "é1"])
    func `refuses what is no package name`(text: String) {
        #expect(throws: DebianNameError.packageName(text)) { try DebianPackageName(text) }
    }

    @Test func `parses alternatives, versions, qualifiers and architectures`() throws {
        let text =
            "libc6 (>= 2.36), python3:any | python3.11 (= 3.11.2-6), x1 [amd64], y1 [!amd64], z1 [arm64 i386],\n w1(<<2)"
        let parsed = try DebianDependency.parse(text, architecture: .amd64)
        #expect(
            parsed.map(\.description) == [
                "libc6 (>= 2.36)", "python3:any | python3.11 (= 3.11.2-6)", "x1", "w1 (<< 2)",
            ])
        #expect(parsed[1].alternatives[0].qualifier == "any")
    }

    @Test(arguments: [
        "a1 (> 1)", "a1 (1)", "a1 (>= 1", "a1 b1", "a1 |", "a1 [amd64 !i386]", "a1 <!nocheck>", "a1 (>= )",
    ])
    func `refuses a relation that is none`(text: String) {
        #expect(throws: DebianNameError.self) { try DebianDependency.parse(text, architecture: .amd64) }
    }

    @Test(arguments: ["../x", "a/../b", "/a", "a//b", "", "a b", "a/."])
    func `refuses a suite that would leave its archive`(suite: String) {
        let part = suite.hasSuffix("/") ? String(suite.dropLast()) : suite
        #expect(throws: DebianNameError.suite(part)) { try DebianArchive(name: "debian", suites: [suite]) }
    }

    @Test(arguments: [
        ("a1", DebianWish.Choice.preferred), ("a1/bookworm-backports", .suite("bookworm-backports")),
        ("a1/stable/updates", .suite("stable/updates")),
    ])
    func `reads what is wished for`(text: String, choice: DebianWish.Choice) throws {
        let wish = try DebianWish(parsing: text)
        #expect(wish.name.text == "a1" && wish.choice == choice && wish.description == text)
        #expect(try DebianWish(parsing: "a1=1:2-3").choice == .version(DebianVersion("1:2-3")))
    }

    @Test(arguments: ["", "a1=", "a1/", "=1", "a1/..", "a1 /s", "a1=1/s", "a1/s=1"])
    func `refuses a wish that is none`(text: String) {
        #expect(throws: DebianNameError.self) { try DebianWish(parsing: text) }
    }

    @Test(arguments: [
        ("", DebianPin.Target.version("1"), 1), ("/a.*/", .version("1"), 1), ("*", .version("1"), 1),
        ("a1", .version(""), 1), ("a1", .version("["), 1), ("a[", .version("1"), 1), ("a1", .version("1"), 0),
        ("a1", .version("1"), 32768), ("a1", .version("1"), -32769),
        ("a1", .origin(archive: nil, suite: nil, component: nil), 1),
    ])
    func `refuses a pin that means nothing`(packages: String, target: DebianPin.Target, priority: Int) {
        #expect(throws: DebianNameError.self) {
            try DebianPin(packages: packages, target: target, priority: priority)
        }
    }

    @Test func `refuses a field that stands twice`() {
        #expect(throws: ControlError.duplicateField("version")) {
            try ControlParagraph(parsing: Array("Package: a1\nVersion: 1\nversion: 2\n".utf8))
        }
    }

    @Test func `reads continuation lines and comments`() throws {
        let text = "# hello\nA: 1\n 2\n# no\n .\nB:  x \n\n\nA: y\n"
        let paragraphs = try ControlParagraph.parse(Array(text.utf8), limit: 5)
        #expect(paragraphs.map { $0.fields.map(\.value) } == [["1\n 2\n .", "x"], ["y"]])
        #expect(throws: ControlError.tooMany(limit: 1)) { try ControlParagraph.parse(Array(text.utf8), limit: 1) }
    }

    @Test(arguments: [
        ("Sat, 11 Jul 2026 10:16:37 UTC", Int64(1_783_764_997)), ("Thu, 01 Jan 1970 00:00:00 +0000", 0),
        ("Thu, 1 Jan 1970 0:00:09 GMT", 9),
    ])
    func `reads the date of a Release`(text: String, seconds: Int64) {
        #expect(Moment(releaseDate: text)?.seconds == seconds)
    }

    @Test(arguments: ["Sat, 31 Feb 2026 10:16:37 UTC", "11 Jul 2026 10:16:37 UTC", "Sat, 11 Jul 2026 10:16:37 CET", ""])
    func `refuses a date that is none in UTC`(text: String) {
        #expect(Moment(releaseDate: text) == nil)
    }

    @Test func `reads both forms of apt's sources`() {
        let sources = AptSource.parse(files: [
            (
                "debian.sources",
                """
                Types: deb
                # a comment
                URIs: http://mirror.example/debian
                Suites: bookworm bookworm-updates
                Components: main
                Signed-By: /usr/share/keyrings/a.gpg

                Types: deb
                Enabled: no
                URIs: http://off.example/debian
                Suites: bookworm

                Types: deb-src
                URIs: http://src.example/debian
                Suites: bookworm
                """
            ),
            (
                "security.list",
                """
                # deb http://gone.example/ bookworm main
                deb [arch=amd64 signed-by=/k.gpg] http://sec.example/debian-security bookworm-security main contrib # x
                deb cdrom:[x]/ bookworm main
                """
            ),
        ])
        #expect(
            sources.map { $0.urls.map(\.description) } == [
                ["http://mirror.example/debian"], ["http://sec.example/debian-security"],
            ])
        #expect(sources.map(\.suites) == [["bookworm", "bookworm-updates"], ["bookworm-security"]])
        #expect(sources.map(\.components) == [["main"], ["main", "contrib"]])
        #expect(sources.map { $0.keyring?.string } == ["/usr/share/keyrings/a.gpg", "/k.gpg"])
    }

    @Test func `finds an archive's addresses by its suites`() throws {
        let sources = AptSource.parse(files: [
            ("a.list", "deb http://a.example/debian bookworm main\ndeb http://b.example/s bookworm-security main\n")
        ])
        let archive = try DebianArchive(name: "security", suites: ["bookworm-security"])
        #expect(archive.addresses(in: sources).map(\.description) == ["http://b.example/s"])
    }
}
