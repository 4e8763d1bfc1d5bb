import Archive
import HTTP
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// Debian layers on top of Debian layers, through the recipe's locker.
struct DebianStackTests {
    private static let lower = """
        Package: base1 1
        Essential: yes

        Package: lib1 1
        Provides: v1

        Package: old1 1
        Breaks: x1

        Package: app1 1
        Depends: lib1, tool1

        Package: tool1 1

        Package: new1 1
        Depends: app1, lib1 (>= 2) | lib1 (= 9)

        Package: virtual1 1
        Depends: v1

        Package: x1 1
        """
    /// What the archive has after it moved on.
    private static let later = lower.replacing("Package: lib1 1", with: "Package: lib1 2")

    private static func recipe(
        _ archive: SmallArchive, in directory: FilePath, upper: [String], lower: String = "[lib1, old1]",
        epoch: String = "2026-11-01T00:00:00Z"
    ) throws -> Recipe {
        let source = "archives: [{name: small, suites: [s1], signed-by: \(archive.keyring)}]"
        var text = """
            imagesmith: 1
            name: sample
            version: 1.0.0
            epoch: \(epoch)
            layers:
              - name: lower
                debian: {packages: \(lower), \(source)}

            """
        for (number, packages) in upper.enumerated() {
            text += "  - name: upper\(number)\n    debian: {packages: \(packages), \(source)}\n"
        }
        return try Recipe(parsing: Array(text.utf8), file: directory.appending("r.yaml"))
    }

    private func locker(
        _ archive: SmallArchive, _ directory: FilePath, allowsRollback: Bool = false
    ) throws -> RecipeLocker {
        let fixture = try StoreFixture(in: directory)
        let mirrors = Mirrors(archives: ["small": [try archive.url("/d")]])
        let scratch = directory.appending("scratch")
        try scratch.createDirectories()
        return RecipeLocker(
            mirrors: mirrors, client: StoreFixture.client, fetcher: fixture.fetcher(mirrors),
            program: directory.appending("program"), scratch: scratch, environment: [:],
            allowsRollback: allowsRollback)
    }

    private func withArchive(_ body: (SmallArchive, FilePath) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let archive = try await SmallArchive(in: directory)
            try await archive.publish(AptComparisonTests.index(Self.lower, from: "s1"))
            try await body(archive, directory)
            try await archive.finish()
        }
    }

    @Test func `the upper layer holds what comes on top, and names what lies below`() async throws {
        try await withArchive { archive, directory in
            let recipe = try Self.recipe(archive, in: directory, upper: ["[app1, lib1]", "[virtual1, tool1]"])
            let lock = try await locker(archive, directory).lock(recipe)
            let layers = lock.layers.debian
            #expect(
                layers.map { $0.packages.map(\.name.text) } == [
                    ["base1", "lib1", "old1"], ["app1", "tool1"], ["virtual1"],
                ])
            #expect(layers[0].below == [])
            #expect(layers[1].below == [Digest(of: layers[0].json.canonical())])
            #expect(layers[2].below == layers[..<2].map { Digest(of: $0.json.canonical()) })
            #expect(layers[1].requested.map(\.text) == ["app1", "lib1"])
            #expect(try Lock(JSON(parsing: lock.json.canonical())) == lock)
        }
    }

    @Test(arguments: [
        (
            "[new1]",
            """
            'lib1 (>= 2) | lib1 (= 9)', needed by new1, wants another version than lib1 1, which a Debian layer below holds; \
            ask for it in that layer, or for another one here
            """
        ),
        (
            "[x1]",
            "old1 cannot stand beside x1: it has 'Breaks: x1'; old1 is needed by a Debian layer below"
        ),
        (
            "[lib1=2]",
            """
            'lib1=2', needed by the recipe, wants another version than lib1 1, which a Debian layer below holds; \
            ask for it in that layer, or for another one here
            """
        ),
    ])
    func `what lies below is not changed`(packages: String, message: String) async throws {
        try await withArchive { archive, directory in
            let locker = try locker(archive, directory)
            do {
                _ = try await locker.lock(try Self.recipe(archive, in: directory, upper: [packages]))
                Issue.record("locked")
            } catch { #expect("\(error)" == message) }
            #expect(try StoreFixture(in: directory).cached().isEmpty)
        }
    }

    @Test func `a layer below that is locked anew takes those above with it`() async throws {
        try await withArchive { archive, directory in
            let recipe = try Self.recipe(archive, in: directory, upper: ["[app1]"])
            let lock = try await locker(archive, directory).lock(recipe)
            #expect(try await locker(archive, directory).lock(recipe, keeping: lock, updates: ["lower"]) == lock)
            try await archive.publish(
                AptComparisonTests.index(Self.later, from: "s1"), date: "Sun, 12 Jul 2026 10:16:37 UTC")
            await #expect(throws: LockError.layerBelowMoved("upper0")) {
                try await locker(archive, directory).lock(recipe, keeping: lock, updates: ["lower"])
            }
            let moved = try await locker(archive, directory).lock(recipe, keeping: lock, updates: ["lower", "upper0"])
            #expect(moved.layers.debian[0].packages.map(\.version.text) == ["1", "2", "1"])
            // A lock whose layers do not stand on each other is none.
            let mixed = Lock(
                recipe: lock.recipe, epoch: lock.epoch, platform: lock.platform,
                layers: [moved.layers[0], lock.layers[1]])
            #expect(throws: JSONError.self) { try Lock(mixed.json) }
        }
    }

    @Test func `a package below that no index has any more is read from its own file`() async throws {
        try await withArchive { archive, directory in
            let tree = directory.appending("tree")
            try tree.appending("DEBIAN").createDirectories()
            let control =
                "Package: lib1\nVersion: 1\nArchitecture: amd64\nProvides: v1\nMaintainer: T <t@t.example>\n"
                + "Description: t\n"
            try tree.appending("DEBIAN/control").replace(with: Array(control.utf8))
            let deb = directory.appending("lib1.deb")
            try await Tool("dpkg-deb")("--root-owner-group", "-Zxz", "--build", tree.string, deb.string)
            let bytes = try deb.read(limit: 1 << 20)
            let index = "\(control)Filename: pool/lib1.deb\nSize: \(bytes.count)\nSHA256: \(Digest(of: bytes).hex)\n"
            archive.put(bytes, at: "/d/pool/lib1.deb")
            try await archive.publish(index)
            let recipe = try Self.recipe(archive, in: directory, upper: ["[virtual1]"], lower: "[lib1]")
            var lock: Lock?
            await #expect(throws: DebianResolutionError.unknown("virtual1")) {
                lock = try await locker(archive, directory).lock(recipe)
            }
            let only = try Self.recipe(archive, in: directory, upper: [], lower: "[lib1]")
            lock = try await locker(archive, directory).lock(only)
            try await archive.publish(AptComparisonTests.index(Self.later, from: "s1"))
            let above = try await locker(archive, directory).lock(recipe, keeping: lock, updates: ["upper0"])
            #expect(above.layers.debian.map { $0.packages.map(\.name.text) } == [["lib1"], ["virtual1"]])
            archive.remove("/d/pool/lib1.deb")
            try StoreFixture(in: directory).cache.path(of: Digest(of: bytes)).remove()
            await #expect(throws: FetchError.self) {
                try await locker(archive, directory).lock(recipe, keeping: lock, updates: ["upper0"])
            }
        }
    }

    @Test func `a recipe's lock does not go back behind the one before`() async throws {
        try await withArchive { archive, directory in
            let recipe = try Self.recipe(archive, in: directory, upper: [])
            let lock = try await locker(archive, directory).lock(recipe)
            try await archive.publish(
                AptComparisonTests.index(Self.lower, from: "s1"), date: "Fri, 10 Jul 2026 10:16:37 UTC")
            await #expect(throws: DebianLockError.self) {
                try await locker(archive, directory).lock(recipe, keeping: lock)
            }
            let rolled = try await locker(archive, directory, allowsRollback: true).lock(recipe, keeping: lock)
            #expect(rolled.layers.debian[0].suites[0].date.description == "2026-07-10T10:16:37Z")
            // A recipe that was set back asks for an older archive.
            let earlier = try Self.recipe(archive, in: directory, upper: [], epoch: "2026-07-10T12:00:00Z")
            #expect(
                try await locker(archive, directory).lock(earlier, keeping: lock).layers.debian == rolled.layers.debian)
        }
    }

    @Test func `one lock comes of one request, whatever the order of its lists`() async throws {
        try await withArchive { archive, directory in
            try await archive.publish(
                AptComparisonTests.index("Package: other1 1\nDepends: v1", from: "s2"), suite: "s2", at: "/d/dists/s2/")
            var locks: Set<DebianLock> = []
            let names = ["app1", "new1", "other1", "lib1=1", "old1"].filter { $0 != "new1" }
            let pins = [
                try DebianPin(packages: "lib1", target: .suite("s1"), priority: 900),
                try DebianPin(packages: "tool*", target: .version("1"), priority: 901),
                try DebianPin(packages: "*", target: .suite("s2"), priority: 400),
            ]
            for turn in 0..<names.count {
                let turned = Array(names[turn...] + names[..<turn])
                let archives = try DebianArchive(
                    name: "small", suites: turn % 2 == 0 ? ["s1", "s2"] : ["s2", "s1"], components: ["main"],
                    keyring: archive.keyring)
                let request = DebianRequest(
                    archives: [archives], packages: try turned.map { try DebianWish(parsing: $0) }, recommends: true,
                    policy: DebianPolicy(pins: Array(pins[(turn % 3)...] + pins[..<(turn % 3)])))
                locks.insert(try await archive.locker(["small": ["/d"]], scratch: directory).lock(request))
            }
            #expect(locks.count == 1)
            #expect(locks.first?.suites.map(\.name.text) == ["s1", "s2"])
        }
    }
}
