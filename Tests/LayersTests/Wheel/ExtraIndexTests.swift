import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// Packages of an extra index come from it alone, and nothing else does.
struct ExtraIndexTests {
    /// A first index that offers a higher `priv` than the vendor's own, and a vendor who offers higher ones of everything.
    private func workshop(
        in directory: FilePath, vendorTimes: String? = "2026-01-01T00:00:00.000000Z"
    ) async throws -> WheelWorkshop {
        try directory.createDirectories()
        func offers(_ fixtures: [WheelFixture], _ uploaded: String?) async throws -> [String: [LoopbackIndex.File]] {
            var files: [String: [LoopbackIndex.File]] = [:]
            for fixture in fixtures {
                files[fixture.name, default: []].append(try await fixture.offer(in: directory, uploaded: uploaded))
            }
            return files
        }
        let first = try LoopbackIndex(
            try await offers(
                [.requiring("app", "1.0", ["priv>=1", "pub"]), .requiring("pub", "1.0"), .requiring("priv", "9.0")],
                "2026-01-01T00:00:00.000000Z"))
        let vendor = try LoopbackIndex(
            try await offers(
                [
                    .requiring("app", "7.0"), .requiring("pub", "8.0"), .requiring("priv", "1.5", ["base"]),
                    .requiring("base", "0.1"), .requiring("solo", "2.0", ["pub"]),
                ], vendorTimes))
        return try WheelWorkshop(
            serving: [.pypi: first, PythonIndexName("vendor"): vendor], in: directory.appending("workshop"))
    }

    private func request(
        _ requirements: [String] = ["app"], packages: [String] = ["priv", "base", "solo"], newest: String? = nil
    ) throws -> WheelsRequest {
        try WheelsRequest(
            python: WheelWorkshop.python(), requirements: requirements, newest: newest,
            extraIndexes: [
                ExtraIndex(name: PythonIndexName("vendor"), packages: packages.map { try ProjectName($0) })
            ])
    }

    private func summary(_ lock: WheelsLock) -> [String] {
        lock.wheels.map { "\($0.index) \($0.file.versionText) \($0.project)" }
    }

    @Test func `a package that something needs comes from the index that names it`() async throws {
        try await withTemporaryDirectory { directory in
            let workshop = try await workshop(in: directory)
            let lock = try await workshop.lock(request())
            // 'solo' is named, but nothing needs it.
            #expect(summary(lock) == ["pypi 1.0 app", "vendor 0.1 base", "vendor 1.5 priv", "pypi 1.0 pub"])
            #expect(lock.requested.map(\.text) == ["app"])
            let layer = try await workshop.compose(lock)
            #expect(layer.layer.descriptor.size > 0)
        }
    }

    @Test func `a package that is asked for comes from the index that names it`() async throws {
        try await withTemporaryDirectory { directory in
            let workshop = try await workshop(in: directory)
            let lock = try await workshop.lock(request(["solo", "priv<9"]))
            #expect(summary(lock) == ["vendor 0.1 base", "vendor 1.5 priv", "pypi 1.0 pub", "vendor 2.0 solo"])
        }
    }

    @Test func `the first index cannot help out where the named one lacks a version`() async throws {
        try await withTemporaryDirectory { directory in
            let workshop = try await workshop(in: directory)
            let request = try request(["priv>=2"])
            await #expect(throws: WheelError.self) { try await workshop.lock(request) }
        }
    }

    @Test func `an index that tells no times is taken whatever the day, one that does is not`() async throws {
        try await withTemporaryDirectory { directory in
            let timeless = try await workshop(in: directory.appending("a"), vendorTimes: nil)
            let lock = try await timeless.lock(request(newest: "2026-02-01"))
            #expect(summary(lock) == ["pypi 1.0 app", "vendor 0.1 base", "vendor 1.5 priv", "pypi 1.0 pub"])
            let later = try await workshop(in: directory.appending("b"), vendorTimes: "2026-03-01T00:00:00.000000Z")
            await #expect(throws: WheelError.self) { try await later.lock(request(newest: "2026-02-01")) }
        }
    }

    @Test func `the order of a request's lists changes nothing`() async throws {
        try await withTemporaryDirectory { directory in
            let workshop = try await workshop(in: directory)
            let names = ["app", "priv<9", "solo"]
            var locks: Set<WheelsLock> = []
            for shift in 0..<3 {
                let requirements = Array(names[shift...] + names[..<shift])
                let excludes = try ["base", "other"].map { try ProjectName($0) }
                locks.insert(
                    try await workshop.lock(
                        WheelsRequest(
                            python: WheelWorkshop.python(), requirements: requirements,
                            overrides: shift == 1 ? ["pub<9", "app<2"] : ["app<2", "pub<9"],
                            excludes: shift == 2 ? excludes : excludes.reversed(),
                            extraIndexes: [
                                ExtraIndex(
                                    name: PythonIndexName("vendor"),
                                    packages: try (shift == 0 ? ["priv", "solo"] : ["solo", "priv"])
                                        .map { try ProjectName($0) })
                            ])))
            }
            #expect(locks.count == 1)
            #expect(locks.first.map(summary) == ["pypi 1.0 app", "vendor 1.5 priv", "pypi 1.0 pub", "vendor 2.0 solo"])
        }
    }

    @Test func `refuses an index that is named twice, and a package of two`() throws {
        let (python, vendor) = (try WheelWorkshop.python(), try PythonIndexName("vendor"))
        let priv = try ProjectName("priv")
        #expect(throws: WheelError.indexTwice(.pypi)) {
            try WheelsRequest(
                python: python, requirements: ["a"], extraIndexes: [ExtraIndex(name: .pypi, packages: [priv])])
        }
        #expect(throws: WheelError.packageTwice(priv)) {
            try WheelsRequest(
                python: python, requirements: ["a"],
                extraIndexes: [
                    ExtraIndex(name: vendor, packages: [priv]),
                    ExtraIndex(name: try PythonIndexName("other"), packages: [priv]),
                ])
        }
    }

    @Test func `refuses an override of a package that has an index of its own`() throws {
        let priv = try ProjectName("priv")
        #expect(throws: WheelError.extraOverride(priv)) {
            try WheelsRequest(
                python: WheelWorkshop.python(), requirements: ["a"], overrides: ["Priv<9"],
                extraIndexes: [ExtraIndex(name: PythonIndexName("vendor"), packages: [priv])])
        }
    }

    @Test func `reads what requires a package`() throws {
        let listing = """
            app==1.0                  # via imagesmith-request (pyproject.toml)
            priv==1.5                 # via app, imagesmith-request (pyproject.toml)
            pub==1.0                  # via app, solo
            pinned==1.0               # via --overrides overrides.txt
            solo==2.0                 # via imagesmith-request (pyproject.toml)
            """
        let found = UVProject.reachable(in: Array(listing.utf8), from: [try ProjectName("app")])
        #expect(found.map(\.text).sorted() == ["app", "pinned", "priv", "pub"])
    }
}
