import Archive
@testable import Layers
import OCI
import Testing

/// Tags over locked versions: templates, and claims that have to be true.
struct TagTests {
    /// A wheel of that name and version.
    private static func wheel(_ name: String, _ version: String) throws -> LockedWheel {
        let file = name.replacing("-", with: "_")
        return try LockedWheel(
            file: WheelFileName("\(file)-\(version)-py3-none-any.whl"), index: .pypi, size: 1,
            digest: Digest(of: file.utf8))
    }

    private static func layer(_ name: String, _ wheels: [LockedWheel]) throws -> LockedLayer {
        let target = try PythonTarget(version: "3.11", platform: RecipeLocker.wheelPlatform)
        let lock = try WheelsLock(
            python: target, layout: WheelsLayout(scheme: .debian(target)), requested: [], wheels: wheels)
        return LockedLayer(name: name, request: Digest(of: []), compression: .zstd, content: .wheels(lock))
    }

    private static func debian(_ packages: [(name: String, version: String)]) throws -> LockedLayer {
        let entries: [JSON] = packages.map { package in
            [
                "name": .string(package.name), "version": .string(package.version), "architecture": "amd64",
                "archive": "debian", "path": "pool/x.deb", "size": 1, "digest": .string(Digest(of: []).description),
                "reason": "requested",
            ]
        }
        let json: JSON = [
            "architecture": "amd64", "recommends": false, "suites": [], "requested": [], "packages": .array(entries),
        ]
        return LockedLayer(
            name: "base", request: Digest(of: []), compression: .zstd, content: .debian(try DebianLock(JSONField(json)))
        )
    }

    private static func recipe(_ tags: String, device: String = "gpu", more: String = "") throws -> Recipe {
        try RecipeSample.parse(
            RecipeSample.full.replacing("tags: [\"team/sample:1.10\", other]", with: "tags: [\(tags)]\n\(more)")
                .replacing("device: gpu", with: "device: \(device)"))
    }

    private static func resolve(_ tags: String, device: String = "gpu", more: String = "") throws -> [String] {
        let recipe = try recipe(tags, device: device, more: more)
        let layers = [
            try debian([("base-files", "12.4+deb12u15"), ("python3", "3.11.2-1+b1")]),
            try layer(
                "cuda", [wheel("nvidia-cuda-runtime-cu11", "11.8.89"), wheel("nvidia-cudnn-cu11", "8.9.6.50")]),
            try layer("framework", [wheel("paddlepaddle-gpu", "2.6.0"), wheel("numpy", "1.26.4")]),
            try layer("other", [wheel("numpy", "2.0.1")]),
        ]
        let lock = Lock(recipe: recipe.digest, epoch: 0, platform: recipe.platform, layers: layers)
        return try recipe.tags(for: lock).map(\.description)
    }

    @Test(arguments: [
        ("p:{paddlepaddle-gpu}-gpu-cuda{cuda}-cudnn{cudnn}", "p:2.6.0-gpu-cuda11.8-cudnn8"),
        ("p:{version}-debian{debian}-py{python}", "p:1.10-debian12-py3.11"),
        ("p:numpy{framework/numpy}", "p:numpy1.26.4"), ("p{python}:x", "p3.11:x"),
        ("p:python3-{python3}", "p:python3-3.11.2"),
        ("p:2.6.0-gpu-cuda11.8-cudnn8.9", "p:2.6.0-gpu-cuda11.8-cudnn8.9"), ("p:1.10", "p:1.10"),
        ("p:weekly-rc1", "p:weekly-rc1"), ("p:cuda11", "p:cuda11"),
    ])
    func `versions of the lock fill templates, and what is true passes`(template: String, tag: String) throws {
        #expect(try Self.resolve("\"\(template)\"") == [tag])
    }

    @Test(arguments: [
        (
            "p:{torch}",
            "the tag 'p:{torch}' asks for the version of 'torch', which no layer holds; 'imagesmith plan' lists what they hold"
        ),
        (
            "p:{numpy}",
            "the tag 'p:{numpy}' asks for the version of 'numpy', which is 1.26.4 in framework and 2.0.1 in other; "
                + "write {LAYER/numpy}"
        ),
        (
            "p:2.6.0-cuda12.1",
            "the tag 'p:2.6.0-cuda12.1' says 'cuda12.1', but the layers hold cuda 11.8.89; a tag tells the truth"
        ),
        ("p:cuda1", "the tag 'p:cuda1' says 'cuda1', but the layers hold cuda 11.8.89; a tag tells the truth"),
        ("p:ort1.26", "the tag 'p:ort1.26' says 'ort1.26', but the layers hold no such thing; a tag tells the truth"),
        ("p:2.6.1-gpu", "the tag 'p:2.6.1-gpu' says '2.6.1', but the layers hold no such thing; a tag tells the truth"),
        ("p:1-cpu", "the tag 'p:1-cpu' says 'cpu', but the smoke tests run on the gpu"),
        (
            "p, q:latest",
            "'p:latest', 'q:latest' says nothing of what the image holds; add a tag with a version, or write "
                + "'allow-latest: true' into the recipe"
        ),
    ])
    func `a tag that is not true is refused`(tags: String, sentence: String) throws {
        do {
            let names = try Self.resolve(tags.split(separator: ", ").map { "\"\($0)\"" }.joined(separator: ", "))
            Issue.record("got \(names)")
        } catch let error as TagError { #expect(error.description == sentence) }
    }

    @Test func `latest alone stands where the recipe says so, and beside another tag always`() throws {
        #expect(try Self.resolve("p", more: "allow-latest: true") == ["p:latest"])
        #expect(try Self.resolve("p, \"p:{cuda}\"") == ["p:latest", "p:11.8"])
    }
}
