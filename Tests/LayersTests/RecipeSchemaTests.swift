import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

/// The parser and docs/recipe.schema.json are two witnesses of one format.
struct RecipeSchemaTests {
    private static let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent()

    /// Judges each text by the schema; the first fault of each, empty for none.
    static func judge(_ texts: [String]) async throws -> [String] {
        let program = """
            import json, sys
            try:
                import jsonschema, yaml
            except ImportError as error:
                sys.exit(f"{error}: install the Debian packages python3-jsonschema and python3-yaml")
            class Loader(yaml.SafeLoader):
                pass
            # A moment stays the text that it is.
            Loader.yaml_implicit_resolvers = {
                first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
                for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
            }
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            def judge(text):
                fault = jsonschema.exceptions.best_match(validator.iter_errors(yaml.load(text, Loader)))
                return f"{fault.json_path}: {fault.message}" if fault else ""
            print(json.dumps([judge(text) for text in json.load(sys.stdin)]))
            """
        let texts: JSON = .array(texts.map { .string($0) })
        let answer = try await Tool("python3")(
            "-c", program, root.appending("docs/recipe.schema.json").string, input: texts.canonical())
        return try JSONField(JSON(parsing: answer)).strings()
    }

    @Test func `the shipped recipes are sound for both`() async throws {
        let files = try Self.root.appending("recipes").entries().filter { $0.extension == "yaml" }
        #expect(files.contains("ocr-sentiment-cpu.yaml"))
        var texts: [String] = []
        for file in files {
            let recipe = try Recipe(contentsOf: Self.root.appending("recipes").appending(file))
            texts.append(String(decoding: recipe.text, as: UTF8.self))
        }
        for (file, fault) in zip(files, try await Self.judge(texts)) { #expect(fault == "", "\(file)") }
    }

    @Test func `the samples are sound for both`() async throws {
        #expect(throws: Never.self) { try RecipeSample.parse(RecipeSample.full) }
        #expect(throws: Never.self) { try RecipeSample.parse(RecipeSample.least) }
        #expect(throws: Never.self) { try RecipeSample.parse(RecipeSample.wheels) }
        let samples = [RecipeSample.full, RecipeSample.least, RecipeSample.wheels]
        #expect(try await Self.judge(samples) == ["", "", ""])
    }

    /// Changes of the full sample that both refuse.
    private static let faults: [(part: String, replacement: String)] = [
        ("version: 1.10", "versoin: 1.10"), ("version: 1.10\n", ""), ("imagesmith: 1", "imagesmith: 2"),
        ("name: team/sample", "name: Team"), ("version: 1.10", "version: [1]"), ("version: 1.10", "version: null"),
        ("epoch: 2026-11-01T00:00:00Z", "epoch: -1"), ("epoch: 2026-11-01T00:00:00Z", "epoch: today"),
        ("linux/amd64", "linux/arm64"), ("kind: zstd", "kind: xz"), ("level: 19", "level: 20"),
        ("level: 19", "levle: 19"),
        ("compression: gzip", "compression: best"), ("name: more", "name: ../more"),
        ("- name: more\n    debian", "- debian"),
        ("    compression: none\n    model:", "    files: []\n    model:"),
        ("    runtime: {path: /opt/imagesmith, onnxruntime: 1.26.0, device: cpu}\n", ""),
        ("      archives:", "      suite: x\n      archives:"), ("suites: [bookworm]", "suite: bookworm"),
        ("      suite: bookworm\n", ""), ("      packages: [libstdc++6]\n", ""),
        ("python: \"3.11\"", "python: \"2.7\""),
        ("[\"numpy==1.26.4\"]", "[]"), ("some-models==1.2.3", "some-models>=1"),
        ("          members: {det.onnx: models/det.onnx}\n", ""),
        ("- directory: models/m", "- {directory: a, file: b}"),
        ("ae41e4649b934ca495991b7852b855", "ae41e4649b934ca495991b7852b85g"), ("          name: a.onnx\n", ""),
        ("https://example.org", "ftp://example.org"), ("path: /etc/motd", "path: etc/motd"), ("\"0600\"", "\"0800\""),
        ("\"0600\"", "\"00600\""), ("1000:1001", "root"), ("directory: true", "directory: false"),
        ("link: ../etc/motd", "link: a, source: b"), ("link: ../etc/motd", "mode: \"0644\""),
        ("onnxruntime: 1.26.0", "onnxruntime: \"1.26\""), ("env: {PATH: /bin, A: \"1\"}", "env: [PATH=/bin]"),
        ("command: [info]", "command: info"), ("device: gpu", "device: tpu"), ("timeout: 30", "timeout: 0"),
        ("accuracy: 0.9", "accuracy: 90"), ("command: [/bin/true]", "command: []"), ("status: 3", "status: 256"),
        ("lines: [一, 二], ", ""), ("label: positive, ", ""), ("tags: [\"team/sample:1.10\", other]", "tags: other"),
    ]

    @Test func `a layer of libraries is judged alike by both`() async throws {
        #expect(throws: Never.self) { try RecipeSample.parse(RecipeSample.libraries) }
        let faults = [
            ("name: 90-sample", "name: ../90"), ("name: 90-sample, ", ""),
            ("[/opt/lib, /usr/local/nvidia/*/lib]", "[]"),
            ("[/opt/lib,", "[opt/lib,"), ("[/opt/lib,", "[/opt/../lib,"), ("[/opt/lib,", "[\"/opt/my lib\","),
            ("[/opt/lib,", "[/opt/a:b,"), ("[/opt/lib,", "[/opt//lib,"), ("[/opt/lib,", "[/opt/lib/,"),
        ].map { part, replacement in RecipeSample.libraries.replacing(part, with: replacement) }
        for text in faults { #expect(throws: RecipeError.self, "\(text)") { try RecipeSample.parse(text) } }
        let judged = try await Self.judge([RecipeSample.libraries] + faults)
        #expect(judged.map(\.isEmpty) == [true] + faults.map { _ in false })
    }

    @Test func `what is wrong for one is wrong for the other`() async throws {
        var texts: [String] = []
        for (part, replacement) in Self.faults {
            let text = RecipeSample.full.replacing(part, with: replacement)
            #expect(text != RecipeSample.full, "\(part)")
            #expect(throws: RecipeError.self, "the parser takes \(replacement)") { try RecipeSample.parse(text) }
            texts.append(text)
        }
        texts.append(RecipeSample.least + "\ntags: [a]")
        #expect(throws: RecipeError.self) { try RecipeSample.parse(RecipeSample.least + "\ntags: [a]") }
        for (text, fault) in zip(Self.faults.map(\.replacement) + ["tags"], try await Self.judge(texts)) {
            #expect(fault != "", "the schema takes \(text)")
        }
    }

    /// Changes of the sample of wheels that both refuse.
    private static let wheelFaults: [(part: String, replacement: String)] = [
        ("{Sci.Kit: ", "{sci kit: "), ("{Sci.Kit: scikit-learn,", "{Sci.Kit: [scikit-learn],"),
        ("by: scikit-learn, ", "from: scikit-learn, "), (", version: \"0.0\"", ""),
        ("excludes: [sklearn, ", "excludes: [\"sk learn\", "), ("name: vendor, ", "name: Vendor, "),
        ("packages: [paddlepaddle-gpu]", "packages: []"), ("\"https://example.org/simple/\"", "ftp://x"),
        ("packages: [one, two]", "package: [one]"), ("build: [jieba]", "build: [jieba==1]"),
        ("bytecode: unchecked-hash", "bytecode: timestamp"), ("libcudnn.so.8, ", "[], "),
        ("prefix: /opt/cuda", "prefix: opt/cuda"), ("only: [\"nvidia", "only: [\"/nvidia"),
    ]

    @Test func `what is wrong of wheels for one is wrong for the other`() async throws {
        var texts: [String] = []
        for (part, replacement) in Self.wheelFaults {
            let text = RecipeSample.wheels.replacing(part, with: replacement)
            #expect(text != RecipeSample.wheels, "\(part)")
            #expect(throws: RecipeError.self, "the parser takes \(replacement)") { try RecipeSample.parse(text) }
            texts.append(text)
        }
        for (text, fault) in zip(Self.wheelFaults.map(\.replacement), try await Self.judge(texts)) {
            #expect(fault != "", "the schema takes \(text)")
        }
    }
}
