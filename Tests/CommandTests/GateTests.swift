import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Nothing is tagged before it passed its smoke test.
    struct GateTests {
        /// The change of the recipe that makes a smoke test expect what the image does not do.
        struct WrongExpectation: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let old: String
            let new: String
            let test: String
            let reason: String
        }

        static let wrongExpectations = [
            WrongExpectation(
                testDescription: "another text", old: "lines: [这家餐厅的服务很棒，强烈推荐！]",
                new: "lines: [这家酒店的早餐很差，再也不来！]", test: "reads praise", reason: "the character accuracy"),
            WrongExpectation(
                testDescription: "another judgement", old: "强烈推荐！, label: positive",
                new: "强烈推荐！, label: negative", test: "takes praise for praise",
                reason: "the label is 'positive' and not 'negative'"),
        ]

        @Test(arguments: wrongExpectations)
        func `leaves an image without a tag that fails its smoke test`(_ wrong: WrongExpectation) async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                let tree = try await RecipeTree(in: directory)
                try tree.replace(wrong.old, by: wrong.new)
                _ = try await image.lock(tree)
                let build = ["build", tree.cpu.string, "-t", CPUImage.tag, "-t", "fresh:1"]

                let told = try await imagesmith.run(build)
                #expect(told.status == 1)
                let line = told.text.split(separator: "\n").first { $0.hasPrefix("FAILED  ") }
                #expect(line?.hasPrefix("FAILED  \(wrong.test) (") == true)
                #expect(line?.contains("): \(wrong.reason)") == true)
                #expect(told.text.contains("the smoke test failed: the image stays a candidate without a tag\n"))
                #expect(!told.text.contains("tagged"))

                let outcome = try await imagesmith.run(build + ["--json"])
                #expect(outcome.status == 1)
                let document = try outcome.document
                #expect(document["tags"] == [])
                #expect(document["smoke"]?["verdict"] == "failed")
                let failed = document["smoke"]?["tests"]?.elements.filter { $0["verdict"] == "failed" } ?? []
                #expect(failed.map { $0["name"]?.text } == [wrong.test])
                #expect(failed.first?["reason"]?.text?.hasPrefix(wrong.reason) == true)

                let candidate = try #require(document["digest"]?.text)
                #expect(candidate != image.digest)
                let images = try await imagesmith.json("ls")["images"]
                #expect(images?.texts("tag") == [CPUImage.tag, nil])
                #expect(images?.texts("digest") == [image.digest, candidate])

                let tagging = try await imagesmith("tag", "@\(candidate)", "fresh:1")
                #expect(tagging.status == 2)
                #expect(tagging.errorText.contains("\(candidate) has passed no smoke test here"))
                #expect(try await imagesmith.digest(of: "fresh:1") == nil)
                #expect(try await imagesmith("smoke", "@\(candidate)", "-t", "fresh:1").status == 1)
                #expect(try await imagesmith.digest(of: "fresh:1") == nil)
            }
        }

        @Test func `tags a candidate once it passed`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                let tree = try await RecipeTree(in: directory)
                try tree.replace("version: 1.0.0", by: "version: 1.0.1")
                _ = try await image.lock(tree)
                let built = try await imagesmith.json("build", tree.cpu.string, "--candidate")
                let candidate = try #require(built["digest"]?.text)
                #expect(try await imagesmith("tag", "@\(candidate)", "ocr-sentiment:1.0.1").status == 2)
                let smoke = try await imagesmith.json("smoke", "@\(candidate)", "-t", "ocr-sentiment:1.0.1")
                #expect(smoke["digest"]?.text == candidate)
                #expect(smoke["tags"] == ["ocr-sentiment:1.0.1"])
                #expect(smoke["smoke"]?["verdict"] == "passed")
                #expect(try await imagesmith.digest(of: "ocr-sentiment:1.0.1") == candidate)
                #expect(try await imagesmith.digest(of: CPUImage.tag) == image.digest)
                let tagged = try await imagesmith.json("tag", "@\(candidate)", "ocr-sentiment:latest")
                #expect(tagged["tags"] == ["ocr-sentiment:latest"])
                #expect(try await imagesmith.digest(of: "ocr-sentiment:latest") == candidate)
            }
        }
    }
}
