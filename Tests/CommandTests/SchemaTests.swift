import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// What `verify` and `diff` print is what their schemas say.
    struct SchemaTests {
        /// Judges a document by a schema of docs/; the first fault, empty for none.
        private static func judge(_ document: JSON, by schema: String) async throws -> String {
            let program = """
                import json, sys
                try:
                    import jsonschema
                except ImportError as error:
                    sys.exit(f"{error}: install the Debian package python3-jsonschema")
                schema = json.load(open(sys.argv[1]))
                jsonschema.Draft202012Validator.check_schema(schema)
                fault = jsonschema.exceptions.best_match(
                    jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)))
                print(f"{fault.json_path}: {fault.message}" if fault else "", end="")
                """
            let file = Setting.recipes.removingLastComponent().appending("docs").appending(schema)
            let answer = try await Tool("python3")("-c", program, file.string, input: document.canonical())
            return String(decoding: answer, as: UTF8.self)
        }

        @Test func `verify prints what its schema says, of sound images and of others`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let image = "@\(small.candidate)"
                try directory.appending("root").createDirectories()
                let line = ["verify", image, "--strict", "--reproduce", "--rootfs", directory.appending("root").string]
                let whole = try await small.imagesmith.run(line + ["--json"])
                let document = try whole.document
                #expect(try await Self.judge(document, by: "verify.schema.json") == "")
                #expect(document["conformance"] != nil)
                #expect(document["rootfs"] != nil)
                #expect(document["reproduction"] != nil)
                #expect(document["findings"]?.texts("code") == ["rootfs-missing"])

                try small.imagesmith.store.appending("blobs/sha256").entries().forEach { name in
                    let path = small.imagesmith.store.appending("blobs/sha256").appending(name)
                    if name.string != small.candidate.dropFirst(7) { try path.replace(with: Array("damage".utf8)) }
                }
                let damaged = try await small.imagesmith("verify", image, "--json").document
                #expect(try await Self.judge(damaged, by: "verify.schema.json") == "")
                #expect(damaged["conformance"] == nil)

                try small.imagesmith.store.appending("index.json").replace(with: Array("{".utf8))
                let broken = try await small.imagesmith("verify", image, "--json").document
                #expect(try await Self.judge(broken, by: "verify.schema.json") == "")
                #expect(broken["digest"] == .null)
                // A schema that takes anything would judge nothing.
                #expect(try await Self.judge(["digest": .null], by: "verify.schema.json") != "")
            }
        }

        @Test func `diff prints what its schema says`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                try await shell(
                    "mkdir new && echo '{\"more\": 1}' >new/model.json && ln -s model.json new/link", in: directory)
                let swapped = try await imagesmith.json(
                    "swap", CPUImage.tag, "sentiment-model=./new", "--candidate", in: directory)
                let other = "@\(swapped["digest"]?.text ?? "")"
                for line in [[CPUImage.tag, other], [other, CPUImage.tag], [CPUImage.tag, CPUImage.tag]] {
                    let document = try await imagesmith.run(["diff"] + line + ["--json"]).document
                    #expect(try await Self.judge(document, by: "diff.schema.json") == "")
                }
                let document = try await imagesmith("diff", CPUImage.tag, other, "--json").document
                let files = document["layers"]?.elements.first?["files"]?.elements ?? []
                let model = files.first { $0["path"] == "opt/models/sentiment/model.json" }
                let summary: [JSON] = model?["content"]?["summary"]?.elements ?? []
                #expect(summary.contains("+ more: 1"))
                #expect(try await Self.judge(["old": "x"], by: "diff.schema.json") != "")
            }
        }
    }
}
