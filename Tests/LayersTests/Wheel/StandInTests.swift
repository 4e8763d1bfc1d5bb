import Archive
import HTTP
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

/// A project that another one brings is declared, and not installed.
struct StandInTests {
    /// An index of two distributions of one library, and of `app`, which requires the one that is not wanted.
    private static func locker(in fixture: StoreFixture) async throws -> RecipeLocker {
        let index = fixture.directory.appending("index")
        try index.createDirectories()
        for (name, needs) in [("cv_full", ""), ("cv_small", ""), ("app", "Requires-Dist: cv-small>=1\n")] {
            let metadata = "Metadata-Version: 2.1\nName: \(name)\nVersion: 1.5\n\(needs)\ntext\n"
            let module = name == "app" ? "app.py" : "cv.py"
            _ = try await WheelFixture(
                name: name, version: "1.5", files: [WheelFixture.File(name: module, text: "by = '\(name)'\n")],
                metadata: metadata
            ).make(in: index)
        }
        let mirrors = Mirrors(indexes: PythonIndexes([.pypi: [.directory(index)]]))
        return RecipeLocker(
            mirrors: mirrors, client: StoreFixture.client, fetcher: fixture.fetcher(mirrors),
            program: fixture.directory, scratch: fixture.directory.appending("scratch"),
            environment: ToolEnvironment.own)
    }

    private static func recipe(_ layers: [String], in directory: FilePath) throws -> Recipe {
        let head = ["imagesmith: 1", "name: two", "version: 1.0.0", "epoch: 0", "layers:"]
        let lines = layers.enumerated().flatMap { index, wheels in
            ["  - name: layer\(index)", "    wheels: {python: \"3.11\", \(wheels)}"]
        }
        let text = (head + lines).joined(separator: "\n") + "\n"
        return try Recipe(parsing: Array(text.utf8), file: directory.appending("two.yaml"))
    }

    /// Lays the wheels of all layers out, and asks pip what is missing.
    private static func check(_ lock: Lock, in fixture: StoreFixture) async throws -> String {
        let site = fixture.directory.appending("site")
        for case .wheels(let wheels) in lock.layers.map(\.content) {
            var files: [Digest: FilePath] = [:]
            for wheel in wheels.wheels { files[wheel.digest] = fixture.directory.appending("index/\(wheel.file.text)") }
            for entry in try WheelInstaller.plan(wheels, wheels: files) {
                guard let file = entry.file, let path = entry.path.text else { continue }
                let target = site.appending(path)
                try target.removingLastComponent().createDirectories()
                try target.replace(with: Array(try file.text().utf8))
            }
        }
        let script = """
            import importlib.metadata as metadata, sys
            from pip._internal.operations import check
            from pip._internal.metadata.importlib import Environment
            place = sys.argv[1]
            missing, conflicting = check.check_package_set(
                {d.canonical_name: check.PackageDetails(d.version, list(d.iter_dependencies()))
                 for d in Environment([place]).iter_all_distributions()})
            for name in sorted(missing): print(name, "misses", sorted(str(item[0]) for item in missing[name]))
            for name in sorted(conflicting): print(name, "conflicts")
            for d in sorted(metadata.distributions(path=[place]), key=lambda d: d.name):
                print(d.name, d.version, [str(file) for file in d.files if ".dist-info" not in str(file)])
            """
        let path = site.appending("usr/local/lib/python3.11/dist-packages")
        let output = try await Tool("env")("/usr/bin/python3", "-c", script, path.string)
        return String(decoding: output, as: UTF8.self)
    }

    private static let declared = """
        app 1.5 ['app.py']
        cv-small 1.5 []
        cv_full 1.5 ['cv.py']

        """

    @Test func `what requires a project finds the one that stands for it, which pip accepts`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let locker = try await Self.locker(in: fixture)
            let excluding = try await locker.lock(
                Self.recipe(["requirements: [app, cv-full], excludes: [cv-small]"], in: directory))
            #expect(try await Self.check(excluding, in: fixture).hasPrefix("app misses ['cv-small']\n"))
            let lock = try await locker.lock(
                Self.recipe(["requirements: [app, cv-full], provided-by: {CV_Small: cv-full}"], in: directory))
            #expect(try await Self.check(lock, in: fixture) == Self.declared)
            #expect(try Lock(lock.json) == lock)
            #expect(lock.layers[0].inputsDigest(epoch: 0) != excluding.layers[0].inputsDigest(epoch: 0))
        }
    }

    @Test func `what a layer declares counts for the layers above`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let lock = try await Self.locker(in: fixture).lock(
                Self.recipe(
                    ["requirements: [cv-full], provided-by: {cv-small: cv-full}", "requirements: [app]"], in: directory)
            )
            #expect(try await Self.check(lock, in: fixture) == Self.declared)
        }
    }

    @Test func `what lies below can stand for a project of the layer above`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let lock = try await Self.locker(in: fixture).lock(
                Self.recipe(
                    [
                        "requirements: [cv-full]",
                        "requirements: [app], provided-by: {cv-small: {by: cv-full, version: \"7.0\"}}",
                    ], in: directory))
            #expect(
                try await Self.check(lock, in: fixture)
                    == Self.declared.replacing("cv-small 1.5", with: "cv-small 7.0"))
            guard case .wheels(let upper) = lock.layers[1].content else { return }
            #expect(upper.below.map(\.description) == ["cv-full==1.5"])
            #expect(try Lock(lock.json) == lock)
        }
    }

    @Test(arguments: [
        (
            "requirements: [app], provided-by: {cv-small: cv-full}",
            "cv-full is to stand for cv-small, but neither this layer nor one below holds it; add it to the requirements"
        ),
        (
            "requirements: [app, cv-full, cv-small], provided-by: {cv-small: cv-full}",
            "cv-small is required by name, and 'provided-by' says that another project stands for it; take one of the two out"
        ),
    ])
    func `refuses what stands for nothing`(wheels: String, sentence: String) async throws {
        try await withTemporaryDirectory { directory in
            let locker = try await Self.locker(in: try StoreFixture(in: directory))
            let error = await #expect(throws: WheelError.self) {
                try await locker.lock(Self.recipe([wheels], in: directory))
            }
            #expect(error?.description == sentence)
        }
    }

    @Test func `a lock that declares what it installs is refused`() throws {
        let python = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
        let project = try ProjectName("one")
        let wheel = try LockedWheel(
            file: WheelFileName("one-1.0-py3-none-any.whl"), index: .pypi, size: 1, digest: Digest(of: []))
        #expect(throws: WheelError.standInInstalled(project)) {
            try WheelsLock(
                python: python, layout: WheelsLayout(scheme: .debian(python)), requested: [project], wheels: [wheel],
                standIns: [ProjectStandIn(project, providedBy: project, providerVersion: "1.0")])
        }
    }
}
