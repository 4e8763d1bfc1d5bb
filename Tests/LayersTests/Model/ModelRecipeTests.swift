import Archive
@testable import Layers
import OCI
import SystemPackage
import Testing

struct ModelRecipeTests {
    private static let hex = String(repeating: "0a", count: 32)
    private static let commit = String(repeating: "1b", count: 20)

    /// Every way of naming a model's files that is not in the full sample, and a base.
    private static let text = """
        imagesmith: 1
        name: sample
        version: 1.0.0
        epoch: 0
        from: docker://registry.example/cuda/base@sha256:\(hex)
        layers:
          - name: model
            model:
              path: /opt/m
              license: Apache-2.0
              card: README.md
              metadata: {source.revision: 7, team: vision}
              files:
                - artifact: docker://127.0.0.1:5000/models/m@sha256:\(hex)
                - artifact: oci:layouts/m@sha256:\(hex)
                  media-type: application/vnd.example.weights
                  files: {w.bin: weights.bin}
                - artifact: team/m@sha256:\(hex)
                  files: {w2.bin: "sha256:\(hex)"}
                - huggingface: owner/name
                  revision: \(commit)
                  endpoint: https://hub.example/hf
                  files:
                    README.md: {path: README.md, sha256: \(hex)}
                    m.onnx: {path: onnx/model.onnx, sha256: \(hex)}
        """

    private static func model(_ text: String) throws -> ModelRecipe {
        guard case .model(let model) = try RecipeSample.parse(text).layers[0].source else { throw MissingModel() }
        return model
    }

    private struct MissingModel: Error {}

    @Test func `reads artifacts, hubs and notes`() throws {
        let recipe = try RecipeSample.parse(Self.text)
        #expect(recipe.base == (try PinnedImage("docker://registry.example/cuda/base@sha256:\(Self.hex)")))
        let digest = try Digest(hex: Self.hex)
        let model = try Self.model(Self.text)
        func file(_ path: String) throws -> HubFile {
            try HubFile(
                endpoint: "https://hub.example/hf", repository: "owner/name", revision: Self.commit, path: path)
        }
        #expect(
            model.files == [
                .artifact(
                    .init(
                        image: try PinnedImage("docker://127.0.0.1:5000/models/m@sha256:\(Self.hex)"), mediaType: nil,
                        files: nil)),
                .artifact(
                    .init(
                        image: try PinnedImage("oci:layouts/m@sha256:\(Self.hex)"),
                        mediaType: try MediaType("application/vnd.example.weights"),
                        files: [.init(name: try TarPath("w.bin"), title: "weights.bin")])),
                .artifact(
                    .init(
                        image: try PinnedImage("team/m@sha256:\(Self.hex)"), mediaType: nil,
                        files: [.init(name: try TarPath("w2.bin"), title: "sha256:\(Self.hex)")])),
                .hub(name: try TarPath("README.md"), file: try file("README.md"), sha256: digest),
                .hub(name: try TarPath("m.onnx"), file: try file("onnx/model.onnx"), sha256: digest),
            ])
        #expect(
            model.notes
                == .init(
                    license: "Apache-2.0", card: try TarPath("README.md"),
                    metadata: ["source.revision": "7", "team": "vision"]))
        #expect(recipe.needsHub)
        #expect(
            model.files.compactMap { if case .artifact(let source) = $0 { source.image.name } else { nil } }
                == ["127.0.0.1:5000/models/m", "team/m"])
    }

    /// Changes that parser and schema both refuse, each with what the parser says.
    private static let faults: [(part: String, replacement: String, words: String)] = [
        ("cuda/base@sha256:\(hex)", "cuda/base:12.4", "5:7: at 'from'"),
        ("cuda/base@sha256:\(hex)", "cuda/base:12.4", "can be another image tomorrow"),
        ("docker://registry.example/cuda", "docker://cuda", "the registry's host must stand there"),
        (
            "from: docker://registry.example/cuda/base@sha256:\(hex)", "from: docker-daemon:x@sha256:\(hex)",
            "is not read"
        ),
        ("revision: \(commit)", "revision: main", "is not a commit of 40 hexadecimal digits"),
        ("huggingface: owner/name", "huggingface: name", "is not a repository as OWNER/NAME"),
        ("          revision: \(commit)\n", "", "the key 'revision' is missing"),
        ("endpoint: https://hub.example/hf", "endpoint: hub.example", "only http:// and https://"),
        ("path: onnx/model.onnx, sha256: \(hex)", "path: onnx/model.onnx, sha256: 00", "is not a SHA-256"),
        ("README.md: {path: README.md, sha256: \(hex)}", "README.md: {path: README.md}", "the key 'sha256' is missing"),
        ("{w.bin: weights.bin}", "{}", "at least one file is needed"),
        ("media-type: application/vnd.example.weights", "media-type: weights", "is not a media type"),
        ("media-type:", "mediatype:", "did you mean 'media-type'?"),
        ("team: vision", "Team: vision", "'Team' is not a key"),
        ("artifact: oci:layouts/m", "sha256: x\n          artifact: oci:layouts/m", "'sha256' is not a known key"),
    ]

    @Test func `parser and schema refuse the same`() async throws {
        var texts = [Self.text]
        for (part, replacement, words) in Self.faults {
            let text = Self.text.replacing(part, with: replacement)
            #expect(text != Self.text, "\(part)")
            let error = #expect(throws: RecipeError.self, "\(replacement)") { try RecipeSample.parse(text) }
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
            texts.append(text)
        }
        let judged = try await RecipeSchemaTests.judge(texts)
        #expect(judged[0] == "")
        for (text, fault) in zip(Self.faults.map(\.replacement), judged.dropFirst()) {
            #expect(fault != "", "the schema takes \(text)")
        }
    }

    @Test(arguments: [
        "{../x: weights.bin}", "{/x: weights.bin}", "{a//b: weights.bin}",
    ])
    func `a name that leads out of the model is refused`(files: String) {
        #expect(throws: RecipeError.self) {
            try RecipeSample.parse(Self.text.replacing("{w.bin: weights.bin}", with: files))
        }
    }

    @Test func `a Debian layer cannot stand upon a base`() async throws {
        let text = Self.text.replacing(
            "layers:\n", with: "layers:\n  - name: base\n    debian: {suite: bookworm, packages: [less]}\n")
        let error = #expect(throws: RecipeError.self) { try RecipeSample.parse(text) }
        #expect(
            error?.description
                == "recipes/sample.yaml:5:7: at 'from' the Debian layer 'base' needs Debian layers below it; "
                + "take 'from' or that layer out")
        #expect(try await RecipeSchemaTests.judge([text]) != [""])
    }

    @Test(
        arguments: [
            ("owner/name", "main", "a"), ("owner", nil, "a"), ("a/b/c", nil, "a"), ("a/..", nil, "a"),
            ("-a/b", nil, "a"),
            ("a/b.", nil, "a"), ("a/b", nil, ""), ("a/b", nil, "/a"), ("a/b", nil, "a/../b"), ("a/b", nil, "a\n"),
        ] as [(String, String?, String)])
    func `what names no file of a hub is refused`(repository: String, revision: String?, path: String) {
        #expect(throws: HubError.self) {
            try HubFile(endpoint: nil, repository: repository, revision: revision ?? Self.commit, path: path)
        }
    }
}
