import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// `scripts/gpu-check`, tried out with the CPU in the GPU's place.
    struct GPUCheckTests {
        private static let repository = FilePath(#filePath).removingLastComponent().removingLastComponent()
            .removingLastComponent()
        private static let script = repository.appending("scripts/gpu-check").string

        /// A prefix as `prepare` makes it, out of what the tests have, with the program that `wrapper` makes of the runtime.
        private static func prefix(in directory: FilePath, wrapper: String = #"exec "$runtime" "$@""#) async throws
            -> FilePath
        {
            let (prefix, data) = (directory.appending("prefix"), try Setting.data)
            for name in ["bin", "lib", "models", "pictures"] { try prefix.appending(name).createDirectories() }
            let runtime = try Setting.program.removingLastComponent().appending("imagesmith-runtime")
            try prefix.appending("bin/imagesmith-runtime").replace(
                with: Array(
                    "#!/bin/bash\nruntime='\(runtime)'\nset -- \"$@\" --onnxruntime '\(prefix)/lib/libonnxruntime.so.1'\n\(wrapper)\n"
                        .utf8), permissions: 0o755)
            let links = [
                (data.appending("libonnxruntime.so.1.26.0"), "lib/libonnxruntime.so.1"),
                (data.appending("models/pp-ocrv3"), "models/ocr"),
                (data.appending("models/sentiment"), "models/sentiment"),
                (repository.appending("recipes/smoke/review-positive.png"), "pictures/review-positive.png"),
            ]
            for (target, place) in links {
                try await Tool("ln", package: "coreutils")("-s", target.string, prefix.appending(place).string)
            }
            let sentences = #"[{"text": "强烈推荐！", "label": "positive"}]"#
            try prefix.appending("sentences.json").replace(with: Array(sentences.utf8))
            return prefix
        }

        private static func run(_ prefix: FilePath, _ options: String..., out: FilePath) async throws -> Tool.Outcome {
            try await Tool("python3").run(
                [Self.script, "run", prefix.string, "--repeat", "2", "--out", out.string] + options)
        }

        @Test func `writes what ran and how fast, and says that a CPU is no GPU`() async throws {
            try await withTemporaryDirectory { directory in
                let out = directory.appending("results.md")
                let outcome = try await Self.run(try await Self.prefix(in: directory), "--device", "cpu", out: out)
                #expect(outcome.status == 0, "\(outcome.errorText)")
                let text = String(decoding: try out.read(limit: 1 << 20), as: UTF8.self)
                #expect(text == outcome.text.dropLast())
                #expect(text.contains("The device was `cpu`: this tries the script out, and says nothing of a GPU.\n"))
                #expect(text.contains("| ONNX Runtime | 1.26.0 |\n"))
                #expect(text.contains("\n| review-positive.png | "))
                #expect(text.contains("\n| 强烈推荐！ | "))
            }
        }

        @Test(arguments: [
            (
                #""$runtime" "$@" | if [ -e "$0.second" ]; then sed 's/"positive"/"negative"/g'; else touch "$0.second"; cat; fi"#,
                "强烈推荐！: positive"
            ),
            (
                #""$runtime" "$@" | if [ -e "$0.second" ]; then sed 's/服务/艮务/g'; else touch "$0.second"; cat; fi"#,
                "1 of 15 characters differ"
            ),
            (
                #""$runtime" "$@" | if [ -e "$0.second" ]; then sed 's/"box":\[\[/"box":[[9/g'; else touch "$0.second"; cat; fi"#,
                "review-positive.png: the box of '这家餐厅的服务很棒，强烈推荐！' differs by "
            ),
        ])
        func `writes nothing where the two devices disagree, and says in what`(wrapper: String, sentence: String)
            async throws
        {
            try await withTemporaryDirectory { directory in
                let out = directory.appending("results.md")
                // The plan of the first device is run as it is; 'info' comes before and is no plan.
                let prefix = try await Self.prefix(
                    in: directory, wrapper: #"if [ "$1" = info ]; then exec "$runtime" "$@"; fi"# + "\n" + wrapper)
                let outcome = try await Self.run(prefix, "--device", "cpu", out: out)
                #expect(outcome.status == 1)
                #expect(outcome.errorText.contains("the two devices disagree:\n  \(sentence)"), "\(outcome.errorText)")
                #expect(try out.status() == nil)
            }
        }

        @Test func `refuses a machine without a GPU, and says why it is none`() async throws {
            guard try FilePath("/dev/nvidiactl").status() == nil else { return }
            try await withTemporaryDirectory { directory in
                let out = directory.appending("results.md")
                let outcome = try await Self.run(try await Self.prefix(in: directory), out: out)
                #expect(outcome.status == 2)
                #expect(outcome.errorText.hasPrefix("gpu-check: there is no GPU that models can run on here: "))
                #expect(outcome.errorText.contains("could not load libcuda.so.1"))
                #expect(try out.status() == nil)
            }
        }

        @Test func `takes a prefix apart and puts it together again, and tells what is missing or changed`()
            async throws
        {
            try await withTemporaryDirectory { directory in
                let (prefix, pieces) = (directory.appending("prefix"), directory.appending("pieces"))
                try prefix.appending("lib").createDirectories()
                try prefix.appending("lib/large").replace(with: [UInt8](repeating: 7, count: 5 << 19))
                try prefix.appending("empty").replace(with: [])
                func call(_ words: String...) async throws -> Tool.Outcome {
                    try await Tool("python3").run([Self.script] + words)
                }
                let split = try await call("split", prefix.string, pieces.string, "--size", "1")
                #expect(split.text == "4 pieces of 2 files in \(pieces)\n", "\(split.errorText)")
                let joined = try await call("join", pieces.string, directory.appending("joined").string)
                #expect(joined.status == 0, "\(joined.errorText)")
                try await Tool("diff", package: "diffutils")(
                    "-r", prefix.string, directory.appending("joined").string)
                let piece = try #require(
                    try pieces.entries().filter { $0.string.hasSuffix("-0002") }.map { pieces.appending($0) }.first)
                try piece.replace(with: [1])
                let changed = try await call("join", pieces.string, directory.appending("joined").string)
                #expect(changed.status == 2 && changed.errorText.contains("was not joined as it was"))
                try piece.remove()
                let missing = try await call("join", pieces.string, directory.appending("joined").string)
                #expect(missing.status == 2)
                #expect(
                    missing.errorText
                        == "gpu-check: 1 pieces are still to come, \(piece.lastComponent?.string ?? "") the first\n")
            }
        }
    }
}
