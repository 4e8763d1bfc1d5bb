import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

struct DebianResolverTests {
    private static let sets: [[String]] = [
        ["apt"],
        ["apt", "usr-is-merged"],
        ["usr-is-merged", "libstdc++6", "ca-certificates"],
        ["usr-is-merged", "python3", "ca-certificates", "libgomp1", "libgl1", "libglib2.0-0"],
        ["python3-pip", "python3-venv", "curl"],
        ["build-essential", "git", "cmake"],
        ["ffmpeg", "openssh-client", "libopenmpi3"],
        ["default-jre-headless", "nginx", "postgresql", "usr-is-merged"],
    ]

    /// Sets whose recommendations are followed.
    private static let recommending: [[String]] = [
        ["apt"], ["usr-is-merged", "python3", "ca-certificates"], ["git", "curl", "openssh-client"],
        ["build-essential", "cmake"], ["nginx", "postgresql", "usr-is-merged"], ["python3-pip", "ffmpeg"],
    ]

    @Test func `agrees with apt on every set`() async throws {
        let packages = try await DebianHost.loaded.value.0
        try await withTemporaryDirectory { directory in
            let apt = try await AptRoot(in: directory, sources: try sources())
            for (names, recommends) in Self.sets.map({ ($0, false) }) + Self.recommending.map({ ($0, true) }) {
                let theirs = try #require(
                    try await apt.install(["?or(?priority(required),?essential)"] + names, recommends: recommends))
                let selected = try DebianResolver(packages, followsRecommends: recommends).resolve(
                    names.map { try DebianWish(parsing: $0) })
                let mine = Set(selected.map(\.package.digest.hex))
                let difference = selected.filter { !theirs.contains($0.package.digest.hex) }.map(\.package.name.text)
                #expect(mine == theirs, "\(names) \(recommends): only here \(difference)")
                #expect(mine.count == selected.count)
            }
        }
    }

    /// The sources of this machine that are Debian's own.
    private func sources() throws -> String {
        let mirrors = try DebianHost.mirrors()
        var sources = ""
        for archive in try DebianHost.archives() {
            let url = try #require(mirrors[archive.name]?.first)
            for suite in archive.suites {
                sources +=
                    "deb [signed-by=\(archive.keyring)] \(url) \(suite) \(archive.components.joined(separator: " "))\n"
            }
        }
        return sources
    }

    @Test func `names the chain of what nothing satisfies`() throws {
        let packages = try offer(
            """
            Package: a1
            Depends: b1

            Package: b1
            Depends: c1 (>= 2) | d1

            Package: c1

            """)
        #expect(throws: DebianResolutionError.unsatisfied(dependency: "c1 (>= 2) | d1", chain: ["b1", "a1"])) {
            try DebianResolver(packages).resolve([try DebianPackageName("a1")])
        }
    }

    @Test func `refuses a selection that conflicts`() throws {
        let packages = try offer(
            """
            Package: a1
            Depends: b1, c1

            Package: b1
            Conflicts: v1

            Package: c1
            Provides: v1
            Conflicts: v1

            """)
        #expect(
            throws: DebianResolutionError.conflict(
                package: "b1", field: "Conflicts", relation: "v1", other: "c1", chain: ["a1"])
        ) { try DebianResolver(packages).resolve([try DebianPackageName("a1")]) }
    }

    /// apt gives up on this one.
    @Test func `leaves out a recommendation that is in the way of what is needed later`() throws {
        let packages = try offer(
            """
            Package: a1
            Depends: b1, c1

            Package: b1
            Recommends: d1

            Package: c1

            Package: d1
            Conflicts: c1

            """)
        let selected = try DebianResolver(packages, followsRecommends: true).resolve([try DebianPackageName("a1")])
        #expect(selected.map(\.package.name.text) == ["a1", "b1", "c1"])
        #expect(
            selected.map(\.reason.description) == ["requested", "needed by a1", "needed by a1"])
    }

    @Test(arguments: [
        ("a1=3", "no suite has 'a1' in the version 3; there are 1 (x s)"),
        ("a1/t", "no suite called 't' has 'a1'; there are 1 (x s)"),
        ("z1", "no suite has a package 'z1'; check the spelling and the recipe's components"),
        ("v1", "'v1' is provided by a1, b1; name one of them in the recipe"),
        ("n1", "the recipe's priorities forbid every version of 'n1'; there are 1 (x s)"),
        ("b1=1 b1=2", "'b1=2' is asked for beside 'b1 1'; ask for one of them"),
    ])
    func `says what there is where a wish cannot be had`(wishes: String, message: String) throws {
        let pins = [try DebianPin(packages: "n*", target: .suite("s"), priority: -1)]
        let index = try file(
            """
            Package: a1
            Provides: v1

            Package: b1
            Provides: v1

            Package: n1

            """)
        let packages = DebianPackages(
            [.init(origin: DebianOrigin(archive: "x", suite: "s"), file: index)], policy: DebianPolicy(pins: pins),
            architecture: .amd64)
        let error = #expect(throws: DebianResolutionError.self) {
            try DebianResolver(packages).resolve(
                wishes.split(separator: " ").map { try DebianWish(parsing: String($0)) })
        }
        #expect(error?.description == message)
    }

    @Test func `a chain of any length ends, and so does a search in circles`() throws {
        let count = 2000
        let text = (0..<count).map { "Package: p\($0)\nDepends: p\(($0 + 1) % count) | q1" }.joined(separator: "\n\n")
        #expect(try DebianResolver(try offer(text)).resolve([try DebianPackageName("p0")]).count == count)
        let broken = (0..<2000).map { "Package: p\($0)\nDepends: p\($0 + 1) | p\($0 + 2)" }.joined(separator: "\n\n")
        #expect(throws: DebianResolutionError.self) {
            try DebianResolver(try offer(broken)).resolve([try DebianPackageName("p0")])
        }
    }

    @Test(arguments: [
        // A provider without a version satisfies no version.
        ("Depends: v1 (>= 1) | w1", ["a1", "w1"]),
        // The first alternative goes first, if only a provider stands in for it.
        ("Depends: v1 | w1", ["a1", "p2"]),
        // Of providers, the more important one.
        ("Depends: v1", ["a1", "p2"]),
        // A version that is provided counts.
        ("Depends: v2 (>= 3)", ["a1", "p1"]),
        // What is selected already is taken.
        ("Depends: p1, v1", ["a1", "p1"]),
        // Another architecture's qualifier needs a package that allows it.
        ("Depends: w1:any | p1:any", ["a1", "p1"]),
    ])
    func `chooses as apt does`(field: String, expected: [String]) throws {
        let packages = try offer(
            """
            Package: a1
            \(field)

            Package: p1
            Priority: optional
            Multi-Arch: allowed
            Provides: v1, v2 (= 4)

            Package: p2
            Priority: important
            Provides: v1

            Package: w1

            """)
        let selected = try DebianResolver(packages).resolve([try DebianPackageName("a1")])
        #expect(selected.map(\.package.name.text) == expected)
    }

    @Test func `takes the highest version of the best pin`() throws {
        func source(_ version: String, pin: Int) throws -> DebianPackages.Source {
            .init(
                origin: DebianOrigin(archive: "x", suite: "\(pin)", defaultPriority: pin),
                file: try file("Package: a1\nVersion: \(version)\n"))
        }
        let packages = DebianPackages(
            [try source("1.9", pin: 500), try source("1.10", pin: 500), try source("2", pin: 100)], architecture: .amd64
        )
        #expect(try packages.candidate("a1")?.package.version == DebianVersion("1.10"))
    }

    private func offer(_ text: String) throws -> DebianPackages {
        DebianPackages(
            [.init(origin: DebianOrigin(archive: "x", suite: "s"), file: try file(text))], architecture: .amd64)
    }

    /// Fills in the fields that every package has.
    private func file(_ text: String) throws -> PackagesFile {
        let paragraphs = text.split(separator: "\n\n").map { paragraph in
            let version = paragraph.contains("Version:") ? "" : "\nVersion: 1"
            return paragraph.drop { $0 == "\n" }.reversed().drop { $0 == "\n" }.reversed().map(String.init).joined()
                + version
                + "\nArchitecture: amd64\nFilename: pool/x.deb\nSize: 1\nSHA256: \(String(repeating: "0", count: 64))\n"
        }
        return try PackagesFile(parsing: Array(paragraphs.joined(separator: "\n").utf8))
    }
}
