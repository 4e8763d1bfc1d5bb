import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct RecipeTests {
    @Test func `reads every key`() throws {
        let recipe = try RecipeSample.parse(RecipeSample.full)
        #expect(recipe.name == "team/sample" && recipe.version == "1.10")
        #expect(recipe.summary == "What it is for" && recipe.licenses == "MIT")
        #expect(recipe.epoch == 1_793_491_200)
        #expect(recipe.platform == Platform(os: "linux", architecture: "amd64"))
        #expect(recipe.compression == (try Compression(.zstd, level: 19)))
        #expect(recipe.layers.map(\.name) == ["base", "more", "python", "model", "files", "runtime"])
        #expect(recipe.layers.map(\.kind) == [.debian, .debian, .wheels, .model, .files, .runtime])
        #expect(recipe.layers.map(\.compression) == [.gzip, nil, nil, Compression.none, nil, nil])
        #expect(
            recipe.execution
                == ExecutionConfig(
                    user: "1000:1000", environment: ["PATH=/bin", "A=1"], entrypoint: ["/bin/x"], command: ["info"],
                    workingDirectory: "/srv", exposedPorts: ["80/tcp"], labels: ["l": "v"], stopSignal: "SIGTERM"))
        #expect(recipe.tags.map(\.description) == ["team/sample:1.10", "other"])
        #expect(recipe.digest == Digest(of: Array(RecipeSample.full.utf8)))
    }

    @Test func `reads what each layer asks for`() throws {
        let recipe = try RecipeSample.parse(RecipeSample.full)
        guard case .debian(let debian) = recipe.layers[0].source, case .debian(let more) = recipe.layers[1].source,
            case .wheels(let wheels) = recipe.layers[2].source, case .model(let model) = recipe.layers[3].source,
            case .files(let files) = recipe.layers[4].source, case .runtime(let runtime) = recipe.layers[5].source
        else {
            Issue.record("the kinds are others")
            return
        }
        #expect(debian.archives.map(\.name) == ["debian", "debian-security"])
        #expect(debian.archives.map(\.suites) == [["bookworm", "bookworm-updates"], ["bookworm-security"]])
        #expect(debian.archives.map(\.components) == [["main", "contrib"], ["main", "contrib"]])
        #expect(debian.packages.map(\.description) == ["libstdc++6"])
        #expect(more.archives.map(\.keyring) == ["recipes/keys/debian.gpg"] && more.packages == [])
        #expect(wheels.python == "3.11" && wheels.requirements == ["numpy==1.26.4"])
        #expect(wheels.excludeNewer == "2026-11-01" && wheels.overrides == ["numpy<2"] && wheels.index == "mirror")
        #expect(
            model.files == [
                .wheel(
                    requirement: "some-models==1.2.3",
                    members: [.init(name: try TarPath("det.onnx"), member: "models/det.onnx")]),
                .directory("recipes/models/m"), .file("recipes/models/rec.onnx", name: try TarPath("rec.onnx")),
                .file("recipes/models/cls.onnx", name: try TarPath("sub/cls.onnx")),
                .url(name: try TarPath("a.onnx"), url: "https://example.org/a.onnx", sha256: Digest(of: [])),
            ])
        #expect(files.map(\.content) == [.source("recipes/motd"), .directory, .link("../etc/motd")])
        #expect(files.map(\.mode) == [0o600, nil, nil])
        #expect(files.map(\.owner) == [TarOwner(user: 1000, group: 1001), .root, .root])
        #expect(runtime.path == (try TarPath("opt/imagesmith")) && runtime.onnxruntime == "1.26.0")
    }

    @Test func `reads the smoke tests`() throws {
        let smoke = try RecipeSample.parse(RecipeSample.full).smoke
        #expect(smoke?.device == .gpu)
        #expect(smoke?.tests.map(\.timeout) == [30, 120, 120])
        #expect(
            smoke?.tests.map(\.action) == [
                .ocr(model: "/opt/models/m", picture: "recipes/smoke/a.png", lines: ["一", "二"], accuracy: 0.9),
                .sentiment(model: "/opt/models/s", text: "很好", label: "positive", score: 0.8),
                .run(command: ["/bin/true"], status: 3, output: "^x"),
            ])
    }

    @Test func `takes what is not said by default`() throws {
        let recipe = try RecipeSample.parse(RecipeSample.least)
        #expect(recipe.epoch == 0 && recipe.compression == nil && recipe.summary == nil)
        #expect(recipe.platform.description == "linux/amd64")
        #expect(recipe.smoke == nil && recipe.tags == [] && recipe.execution == ExecutionConfig())
    }

    @Test func `tells a layer's request apart by what it says, not by how it is written`() throws {
        let request = try RecipeSample.parse(RecipeSample.least).layers[0].request
        let rewritten = RecipeSample.least.replacing(
            "  - name: files\n    files:\n      - {path: /srv/file, source: file}",
            with: "- files:  # the same\n  - source: \"file\"\n    path: '/srv/file'\n  name: files")
        #expect(rewritten != RecipeSample.least)
        #expect(try RecipeSample.parse(rewritten).layers[0].request == request)
        let other = RecipeSample.least.replacing("source: file", with: "source: other")
        #expect(try RecipeSample.parse(other).layers[0].request != request)
    }

    @Test func `says which file cannot be read`() throws {
        try withTemporaryDirectory { directory in
            let missing = directory.appending("missing.yaml")
            let error = #expect(throws: RecipeError.self) { try Recipe(contentsOf: missing) }
            #expect(
                error?.description
                    == "cannot read the recipe \(missing): cannot open \(missing): No such file or directory")
            #expect(throws: RecipeError.unreadable("x.yaml", reason: "it is not UTF-8")) {
                try Recipe(parsing: [0x61, 0xff], file: "x.yaml")
            }
            let large = directory.appending("large.yaml")
            try large.replace(with: Array(repeating: 0x20, count: (1 << 20) + 1))
            #expect(throws: RecipeError.self) { try Recipe(contentsOf: large) }
        }
    }
}
