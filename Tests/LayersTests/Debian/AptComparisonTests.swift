import HTTP
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// The resolver and apt on archives that are made for it: apt's answer is the right one.
struct AptComparisonTests {
    /// One question, in the recipe's form and in apt's.
    struct Question: Sendable, CustomStringConvertible {
        let names: [String]
        var recommends = false
        var pins: [(packages: String, target: DebianPin.Target, priority: Int)] = []
        var archives: [String: Int] = [:]

        var description: String { "\(names) \(recommends) \(pins) \(archives)" }

        func policy() throws -> DebianPolicy {
            DebianPolicy(
                pins: try pins.map { try DebianPin(packages: $0.packages, target: $0.target, priority: $0.priority) },
                archives: archives)
        }

        /// As apt_preferences(5) has it; an archive is known by the `Origin` of its releases.
        var preferences: String {
            let general = archives.map { ("*", DebianPin.Target.archive($0.key), $0.value) }
            return (pins.map { ($0.packages, $0.target, $0.priority) } + general).map { packages, target, priority in
                let pin =
                    switch target {
                    case .version(let text): "version \(text)"
                    case .origin(let archive, let suite, let component):
                        "release "
                            + [("o", archive), ("n", suite), ("c", component)].compactMap { key, value in
                                value.map { "\(key)=\($0)" }
                            }.joined(separator: ",")
                    }
                return "Package: \(packages)\nPin: \(pin)\nPin-Priority: \(priority)\n"
            }.joined(separator: "\n")
        }
    }

    private static let suites: [(name: String, fields: String, packages: String)] = [
        (
            "s1", "",
            """
            Package: a1 1
            Depends: lib1 (>= 1)
            Recommends: r1, r2 | r3

            Package: lib1 1

            Package: r1 1
            Depends: none1

            Package: r3 1

            Package: b1 1
            Depends: v1 | lib1

            Package: p1 1
            Provides: v1

            Package: c1 1
            Recommends: d1

            Package: d1 1
            Conflicts: e1

            Package: e1 1

            Package: f1 1
            Depends: c1, e1

            Package: g1 1
            Depends: h1 | e1, d1

            Package: h1 1
            Depends: none1
            """
        ),
        (
            "s2", "",
            """
            Package: a1 2
            Depends: lib1 (>= 2)

            Package: lib1 2
            """
        ),
        (
            "bp", "NotAutomatic: yes\nButAutomaticUpgrades: yes\n",
            """
            Package: a1 3
            Depends: lib1 (>= 3)

            Package: lib1 3

            Package: x1 3
            """
        ),
        (
            "ex", "NotAutomatic: yes\n",
            """
            Package: a1 9
            Depends: lib1 (>= 9) | e1

            Package: lib1 9

            Package: x1 9
            """
        ),
    ]
    private static let vendor = """
        Package: lib1 5

        Package: t1 1
        Depends: lib1
        """

    private static let questions: [Question] = [
        Question(names: ["a1"]), Question(names: ["a1"], recommends: true), Question(names: ["a1=1"]),
        Question(names: ["a1=1", "lib1=1"]), Question(names: ["a1=2", "lib1=1"]), Question(names: ["a1=4"]),
        Question(names: ["a1/bp"]), Question(names: ["a1/ex"]), Question(names: ["a1/s1"], recommends: true),
        Question(names: ["a1/s9"]), Question(names: ["x1"]), Question(names: ["x1=9"]), Question(names: ["b1"]),
        Question(names: ["b1", "lib1/s1"]), Question(names: ["c1"], recommends: true), Question(names: ["r1"]),
        Question(names: ["c1", "e1"], recommends: true),
        Question(names: ["f1"]), Question(names: ["g1"]), Question(names: ["d1", "e1"]), Question(names: ["t1"]),
        Question(names: ["v1"]),
        Question(names: ["a1"], pins: [("a1", .version("1*"), 1001)]),
        Question(names: ["a1"], pins: [("a1", .version("1"), 499)]),
        Question(names: ["a1"], pins: [("a1", .version("3"), 500)]),
        Question(names: ["a1"], pins: [("a1", .suite("s2"), -1)]),
        Question(names: ["a1"], pins: [("*", .suite("s2"), -1)]),
        Question(names: ["a1", "x1"], pins: [("*", .suite("bp"), 600)]),
        Question(names: ["x1"], pins: [("*", .suite("bp"), -1)]),
        Question(names: ["x1"], pins: [("x1", .suite("bp"), -1), ("x*", .suite("ex"), -1)]),
        Question(names: ["a1"], pins: [("lib*", .suite("s1"), 990)]),
        Question(names: ["t1"], pins: [("lib?", .suite("s1"), 990)]),
        Question(names: ["t1"], pins: [("lib1", .archive("vendor"), -1)]),
        Question(names: ["t1"], pins: [("*", .archive("vendor"), 100)]),
        Question(names: ["t1"], pins: [("*", .component("main"), 600)]),
        Question(names: ["a1"], pins: [("a1", .suite("s1"), 700), ("a1", .suite("s1"), -1)]),
        Question(names: ["a1"], pins: [("a1", .suite("s1"), -1), ("a1", .suite("s1"), 700)]),
        Question(names: ["a1"], pins: [("*", .suite("bp"), 900), ("*", .suite("bp"), 1)]),
        Question(names: ["a1=3"], pins: [("*", .suite("bp"), -1)]),
        Question(names: ["t1"], archives: ["vendor": 100]), Question(names: ["t1"], archives: ["vendor": -5]),
        Question(names: ["t1"], pins: [("*", .archive("vendor"), 700)], archives: ["vendor": -5]),
    ]

    @Test func `answers as apt does, whatever is pinned`() async throws {
        try await withTemporaryDirectory { directory in
            let archive = try await SmallArchive(in: directory)
            for (name, fields, packages) in Self.suites {
                try await archive.publish(
                    Self.index(packages, from: name), suite: name,
                    fields: "Codename: \(name)\nOrigin: small\n\(fields)",
                    at: "/d/dists/\(name)/")
            }
            try await archive.publish(
                Self.index(Self.vendor, from: "vendor"), suite: "v", fields: "Origin: vendor\n", at: "/v/",
                index: "Packages")
            let sources =
                Self.suites.map { "deb [signed-by=\(archive.keyring)] \(archive.text("/d")) \($0.name) main\n" }
                .joined()
                + "deb [signed-by=\(archive.keyring)] \(archive.text("/v")) /\n"
            let archives = [
                try DebianArchive(name: "small", suites: Self.suites.map(\.name), keyring: archive.keyring),
                try DebianArchive(name: "vendor", suites: ["./"], components: [], keyring: archive.keyring),
            ]
            let locker = try archive.locker(["small": ["/d"], "vendor": ["/v"]], scratch: directory)
            for (number, question) in Self.questions.enumerated() {
                let apt = try await AptRoot(
                    in: directory.appending("apt\(number)"), sources: sources, preferences: question.preferences)
                let theirs = try await apt.install(question.names, recommends: question.recommends)
                let request = DebianRequest(
                    archives: archives, packages: try question.names.map { try DebianWish(parsing: $0) },
                    recommends: question.recommends, policy: try question.policy())
                let mine = try await Self.answer(locker, request)
                #expect(mine == theirs.map { $0.sorted() }, "\(question)")
            }
            try await archive.finish()
        }
    }

    private static func answer(_ locker: DebianLocker, _ request: DebianRequest) async throws -> [String]? {
        do { return try await locker.lock(request).packages.map(\.digest.hex).sorted() } catch is DebianResolutionError
        { return nil }
    }

    /// An index of packages that are given by `Package: NAME VERSION` and what they need.
    static func index(_ text: String, from origin: String) -> String {
        text.split(separator: "\n\n").map { paragraph in
            let lines = paragraph.split(separator: "\n").map(String.init)
            let words = (lines.first ?? "").split(separator: " ")
            let rest = lines.dropFirst().map { "\($0)\n" }.joined()
            return "Package: \(words[1])\nVersion: \(words[2])\nArchitecture: amd64\nMaintainer: T <t@t.example>\n"
                + "Description: t\n\(rest)Filename: ./\(origin)/\(words[1])_\(words[2])_amd64.deb\nSize: 1\n"
                + "SHA256: \(Digest(of: "\(origin) \(paragraph)".utf8).hex)\n"
        }.joined(separator: "\n")
    }
}

extension DebianPin.Target {
    static func suite(_ name: String) -> Self { .origin(archive: nil, suite: name, component: nil) }
    static func archive(_ name: String) -> Self { .origin(archive: name, suite: nil, component: nil) }
    static func component(_ name: String) -> Self { .origin(archive: nil, suite: nil, component: name) }
}

extension AptComparisonTests {
    /// Numbers that are the same in every run.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: state >> 33) % sides
        }
    }

    /// Packages that need each other at random, of names that begin with `prefix`.
    private static func world(_ prefix: String, _ dice: inout Dice) -> String {
        (0..<10).flatMap { number in
            (1...(1 + dice.roll(2))).map { version in
                var lines = ["Package: \(prefix)\(number) \(version)"]
                for field in ["Depends", "Recommends"] {
                    let groups = (0..<dice.roll(4)).map { _ in
                        (0...dice.roll(2)).map { _ in
                            let name = "\(prefix)\(dice.roll(11))"
                            return dice.roll(3) == 0 ? "\(name) (>= \(1 + dice.roll(3)))" : name
                        }.joined(separator: " | ")
                    }
                    if !groups.isEmpty { lines.append("\(field): \(groups.joined(separator: ", "))") }
                }
                return lines.joined(separator: "\n")
            }
        }.joined(separator: "\n\n")
    }

    @Test func `answers as apt does on packages that need each other at random`() async throws {
        try await withTemporaryDirectory { directory in
            let archive = try await SmallArchive(in: directory)
            var dice = Dice(state: 20_261_101)
            let worlds = (0..<40).map { Self.world("w\($0)x", &dice) }
            try await archive.publish(
                Self.index(worlds.joined(separator: "\n\n"), from: "s1"), fields: "Codename: s1\n")
            let apt = try await AptRoot(
                in: directory.appending("apt"),
                sources: "deb [signed-by=\(archive.keyring)] \(archive.text("/d")) s1 main\n")
            let (packages, _) = try await archive.locker(["small": ["/d"]], scratch: directory).load(
                DebianRequest(
                    archives: [try DebianArchive(name: "small", suites: ["s1"], keyring: archive.keyring)], packages: []
                ))
            var solved = 0
            for number in worlds.indices {
                for recommends in [false, true] {
                    let names = ["w\(number)x0", "w\(number)x1"]
                    let theirs = try await apt.install(names, recommends: recommends)
                    let resolver = DebianResolver(packages, followsRecommends: recommends)
                    let mine = try? resolver.resolve(names.map { try DebianWish(parsing: $0) })
                    #expect(
                        mine?.map(\.package.digest.hex).sorted() == theirs?.sorted(),
                        "\(worlds[number])\n\(names) \(recommends): \(mine?.map(\.package.name.text) ?? [])")
                    solved += theirs == nil ? 0 : 1
                }
            }
            #expect(solved > 20)
            try await archive.finish()
        }
    }
}
