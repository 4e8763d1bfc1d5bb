import Archive
import HTTP
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct ModelLockTests {
    private static let text = """
        {"files":[{"digest":"DIGEST","member":"models/det.onnx","name":"det.onnx","size":3,"wheel":"m-1.0-py3-none-any.whl"},\
        {"digest":"DIGEST","name":"rec.onnx","size":4,"source":"models/rec.onnx"},\
        {"digest":"DIGEST","name":"sub/a.onnx","size":5,"url":"https://example.org/a.onnx"}],"path":"opt/models/m",\
        "wheels":[{"digest":"DIGEST","file":"m-1.0-py3-none-any.whl","index":"pypi","project":"m","size":10,\
        "version":"1.0"}]}
        """

    private static func parse(_ text: String) throws -> ModelLock {
        let digest = Digest(of: []).description
        return try ModelLock(JSONField(JSON(parsing: Array(text.replacing("DIGEST", with: digest).utf8))))
    }

    @Test func `reads what it writes`() throws {
        let lock = try Self.parse(Self.text)
        let written = String(decoding: lock.json.canonical(), as: UTF8.self)
        #expect(written == Self.text.replacing("DIGEST", with: Digest(of: []).description))
        #expect(
            lock.inputs(in: "recipes").map(\.origin) == [
                .index(name: "pypi", project: "m", file: "m-1.0-py3-none-any.whl"),
                .local("recipes/models/rec.onnx"), .url("https://example.org/a.onnx"),
            ])
        #expect(throws: JSONError.unknownKey(path: "extra")) {
            try Self.parse(Self.text.replacing("{\"files\"", with: "{\"extra\":1,\"files\""))
        }
        #expect(throws: JSONError.missing(path: "files[1].url")) {
            try Self.parse(Self.text.replacing(",\"source\":\"models/rec.onnx\"", with: ""))
        }
    }

    @Test func `names a model by its files, as sha256sum prints them`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let files = [("b", "2"), ("a/z", "1"), ("a-", "3"), ("B", "")]
            let layer = try fixture.model("m", files: files)
            guard case .model(let lock) = layer.content else { return }
            let names = ["B", "a-", "a/z", "b"]
            let lines = try await Tool("sha256sum")
                .run(names, in: directory.appending("m")).output.dropLast()
            #expect(lock.digest == Digest(of: lines))
            let entries = try lock.entries(
                files: Dictionary(
                    uniqueKeysWithValues: files.map { (Digest(of: $1.utf8), directory.appending("m/\($0)")) }),
                epoch: 0)
            #expect(ModelDigest.of(entries, below: lock.path) == lock.digest)
        }
    }

    @Test func `says of a link below a model's directory which it is`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            try fixture.write([("m/a/file", "1")])
            try await Tool("ln", package: "coreutils")("-s", "file", directory.appending("m/a/link").string)
            let text = RecipeSample.least.replacing(
                "files:\n      - {path: /srv/file, source: file}",
                with: "model: {path: /opt/m, files: [{directory: m}]}")
            let recipe = try Recipe(parsing: Array(text.utf8), file: directory.appending("r.yaml"))
            let locker = RecipeLocker(
                mirrors: Mirrors(), client: StoreFixture.client, fetcher: fixture.fetcher(isOffline: true),
                program: directory.appending("program"), scratch: directory.appending("scratch"), environment: [:])
            await #expect(throws: ComposeError.linkInModel(directory.appending("m/a/link"))) {
                try await locker.lock(recipe)
            }
            try directory.appending("m/a/link").remove()
            let lock = try await locker.lock(recipe)
            #expect(lock.layers.map(\.name) == ["files"] && lock.recipe == recipe.digest)
            // One byte cannot be compressed.
            #expect(lock.layers[0].compression == Compression.none)
            #expect(try await locker.lock(recipe, keeping: lock, updates: ["files"]) == lock)
            await #expect(throws: LockError.unknownLayer("x", known: ["files"])) {
                try await locker.lock(recipe, keeping: lock, updates: ["x"])
            }
        }
    }
}
