import Archive
import HTTP
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

/// A layer of wheels on top of another takes what is there, and stores none of it again.
struct WheelBelowTests {
    /// A recipe of two layers of wheels, the upper one of which needs what the lower one may hold.
    private static func recipe(upper: String, in directory: FilePath) throws -> Recipe {
        let text = """
            imagesmith: 1
            name: two
            version: 1.0.0
            epoch: 0
            layers:
              - name: lower
                wheels: {python: "3.11", requirements: [base==1.0]}
              - name: upper
                wheels: {python: "3.11", requirements: [app], \(upper)}
            """
        return try Recipe(parsing: Array(text.utf8), file: directory.appending("two.yaml"))
    }

    /// A locker over an index of two versions of `base`, and of `app`, which needs it.
    private static func locker(in fixture: StoreFixture) async throws -> RecipeLocker {
        let index = fixture.directory.appending("index")
        try index.createDirectories()
        func wheel(_ name: String, _ version: String, needs: String = "") async throws {
            let metadata = "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n\(needs)\ntext\n"
            let file = WheelFixture.File(name: "\(name).py", text: "version = '\(version)'\n")
            _ = try await WheelFixture(name: name, version: version, files: [file], metadata: metadata).make(in: index)
        }
        try await wheel("base", "1.0")
        try await wheel("base", "2.0")
        try await wheel("app", "1.0", needs: "Requires-Dist: base\n")
        try await wheel("app", "2.0", needs: "Requires-Dist: base>=2\n")
        let mirrors = Mirrors(indexes: PythonIndexes([.pypi: [.directory(index)]]))
        return RecipeLocker(
            mirrors: mirrors, client: StoreFixture.client, fetcher: fixture.fetcher(mirrors),
            program: fixture.directory, scratch: fixture.directory.appending("scratch"),
            environment: ToolEnvironment.own)
    }

    private static func wheels(_ lock: Lock) -> [[String]] {
        lock.layers.map { layer in
            guard case .wheels(let wheels) = layer.content else { return [] }
            return wheels.wheels.map(\.file.text) + wheels.below.map { "below: \($0)" }
        }
    }

    @Test func `what a layer below holds decides the versions above, and is not locked twice`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let locker = try await Self.locker(in: fixture)
            let recipe = try Self.recipe(upper: "index: pypi", in: directory)
            let lock = try await locker.lock(recipe)
            #expect(
                Self.wheels(lock) == [
                    ["base-1.0-py3-none-any.whl"], ["app-1.0-py3-none-any.whl", "below: base==1.0"],
                ])
            #expect(try Lock(lock.json) == lock)
            // Its bytes are those of its own wheels: what is below changes no digest.
            guard case .wheels(let upper) = lock.layers[1].content else { return }
            let alone = try WheelsLock(
                python: upper.python, layout: upper.layout, requested: upper.requested, wheels: upper.wheels)
            let layer = LockedLayer(
                name: "upper", request: lock.layers[1].request, compression: .zstd, content: .wheels(alone))
            #expect(layer.inputsDigest(epoch: 0) == lock.layers[1].inputsDigest(epoch: 0))
        }
    }

    @Test func `a layer that stands in a prefix of its own shares nothing`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let lock = try await Self.locker(in: fixture)
                .lock(try Self.recipe(upper: "prefix: /opt/app", in: directory))
            #expect(
                Self.wheels(lock) == [
                    ["base-1.0-py3-none-any.whl"], ["app-2.0-py3-none-any.whl", "base-2.0-py3-none-any.whl"],
                ])
        }
    }

    @Test func `an override against a layer below is refused`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let locker = try await Self.locker(in: fixture)
            let recipe = try Self.recipe(upper: "overrides: [base==2.0]", in: directory)
            do {
                let lock = try await locker.lock(recipe)
                Issue.record("got \(Self.wheels(lock))")
            } catch let error as WheelError {
                let isTold: Bool =
                    switch error {
                    case .otherBelow(let held, "2.0"): held.description == "base==1.0"
                    case .toolFailed("uv", _, let message):
                        message.contains("base==1.0") && message.contains("base==2.0")
                    default: false
                    }
                #expect(isTold, "\(error)")
            }
        }
    }

    @Test func `a layer that was locked on top of another version has to be locked anew`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let locker = try await Self.locker(in: fixture)
            let recipe = try Self.recipe(upper: "index: pypi", in: directory)
            let lock = try await locker.lock(recipe)
            let newer = try Recipe(
                parsing: Array(
                    String(decoding: recipe.text, as: UTF8.self).replacing("base==1.0", with: "base==2.0").utf8),
                file: recipe.file)
            await #expect(throws: LockError.layerBelowMoved("upper")) {
                try await locker.lock(newer, keeping: lock, updates: ["lower"])
            }
            let both = try await locker.lock(newer, keeping: lock, updates: ["lower", "upper"])
            #expect(Self.wheels(both)[1] == ["app-2.0-py3-none-any.whl", "below: base==2.0"])
        }
    }
}
