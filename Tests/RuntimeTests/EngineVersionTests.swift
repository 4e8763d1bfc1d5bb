import SystemPackage
import TestSupport
import Testing

@testable import ModelRuntime

/// The runtime with the oldest and the newest ONNX Runtime that it takes, each in a process of its own.
struct EngineVersionTests {
    /// Runs the built program on a picture or a text with one ONNX Runtime, in a home of its own.
    private static func run(_ version: String, _ words: [String], home: SystemPackage.FilePath) async throws -> String {
        let program = try RepositoryFiles.required("IMAGESMITH_PROGRAM").parent.string + "/imagesmith-runtime"
        let data = try RepositoryFiles.required("IMAGESMITH_TEST_DATA").string
        let directory = version == "1.26.0" ? data : data + "/onnxruntime"
        let outcome = try await Tool("env").run(
            ["HOME=\(home)", "XDG_CACHE_HOME=\(home)/cache", program] + words
                + ["--onnxruntime", "\(directory)/libonnxruntime.so.\(version)"])
        #expect(outcome.status == 0, "\(outcome.errorText)")
        return outcome.text
    }

    private static func model(_ name: String) throws -> String {
        try RepositoryFiles.required("IMAGESMITH_TEST_MODELS").string + "/" + name
    }

    @Test(arguments: ["1.19.2", "1.26.0", "1.31.1"])
    func `reads and judges with every ONNX Runtime from 1_19 to 1_31, and sends nothing home`(version: String)
        async throws
    {
        try await withTemporaryDirectory { home in
            let picture = try RepositoryFiles.path("recipes/smoke/receipt.png").string
            let page = try JSONParser.parse(
                Array(
                    try await Self.run(version, ["ocr", picture, "--model", Self.model("pp-ocrv3")], home: home).utf8))
            var fields = try Fields(page)
            var texts: [String] = []
            for line in try fields.array("lines") {
                var line = try Fields(line)
                texts.append(try line.text("text"))
            }
            #expect(texts.first == "湖畔小馆" && texts.last == "谢谢惠顾，欢迎再来" && texts.count == 22)
            let judgement = try await Self.run(
                version, ["sentiment", "强烈推荐！", "--model", Self.model("sentiment")], home: home)
            #expect(judgement.hasPrefix(#"{"label":"positive","score":0."#))
            // From 1.29 on, ONNX Runtime keeps an identity of the device and what it sends in the home directory.
            #expect(try await Tool("find", package: "findutils")(home.string, "-mindepth", "1").isEmpty)
            #expect(try await Self.run(version, ["info"], home: home).contains("\"onnxruntime\":\"\(version)\""))
        }
    }
}
