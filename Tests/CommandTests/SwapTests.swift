import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// One layer is replaced; the rest stays, and so does the old image.
    struct SwapTests {
        static let tag = "ocr-sentiment:1.0.0-cpu-ort1.26-ppocrv4"

        @Test func `takes the next model from another image, tests it and tags the result`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                let model = try await CPUImage.buildNextModel(with: imagesmith, in: directory)
                let blobs = imagesmith.store.appending("blobs/sha256")
                let before = try blobs.entries().count

                let swapped = try await imagesmith.json(
                    "swap", CPUImage.tag, "ocr-model=@\(model)", "-t", SwapTests.tag)
                #expect(swapped["tags"] == .array([.string(SwapTests.tag)]))
                #expect(swapped["smoke"]?["verdict"] == "passed")
                #expect(swapped["layers"]?.texts("name") == ["ocr-model"])
                #expect(swapped["layers"]?.texts("state") == ["cached"])
                let digest = try #require(swapped["digest"]?.text)
                #expect(try await imagesmith.digest(of: SwapTests.tag) == digest)
                #expect(try await imagesmith.digest(of: CPUImage.tag) == image.digest)
                // Manifest and config; report and the plan for it: a manifest each and the report's blob.
                #expect(try blobs.entries().count <= before + 5)
                let verified = try await imagesmith("verify", SwapTests.tag)
                #expect(verified.status == 0, "\(verified.text)")
                // What stayed is compared with the lock of the image before.
                #expect(verified.text.contains("conformance: layer 'ocr-model' is not covered: it was swapped\n"))
                #expect(try await imagesmith("verify", CPUImage.tag).status == 0)

                let inspected = try await imagesmith.json("inspect", SwapTests.tag)
                #expect(inspected["annotations"]?["dev.imagesmith.swap.previous"]?.text == image.digest)
                #expect(inspected["annotations"]?["dev.imagesmith.swap.layers"] == "ocr-model")
                #expect(try await imagesmith("inspect", "@\(image.digest)").status == 0)

                let outcome = try await imagesmith("diff", CPUImage.tag, SwapTests.tag, "--json")
                #expect(outcome.status == 1)
                let diff = try outcome.document
                #expect(diff["equal"] == false)
                #expect(diff["layers"]?.texts("name") == ["ocr-model"])
                #expect(diff["layers"]?.texts("change") == ["changed"])
                let files = diff["layers"]?.elements.first?["files"]?.texts("path").compactMap(\.self) ?? []
                #expect(files == ["opt/models/ocr/det.onnx", "opt/models/ocr/model.json", "opt/models/ocr/rec.onnx"])
                let told = try await imagesmith("diff", CPUImage.tag, SwapTests.tag)
                let layers = told.text.split(separator: "\n").filter { $0.hasPrefix("layer ") }
                #expect(layers.map { $0.split(separator: " ")[1] } == ["ocr-model"])
                #expect(try await imagesmith("diff", CPUImage.tag, CPUImage.tag).status == 0)
            }
        }

        @Test func `takes a model from a directory`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                try await unpackModel(of: image, to: directory)
                let swapped = try await imagesmith.json(
                    "swap", CPUImage.tag, "ocr-model=./opt/models/ocr", "-t", SwapTests.tag, in: directory)
                #expect(swapped["smoke"]?["verdict"] == "passed")
                #expect(swapped["layers"]?.texts("state") == ["composed"])
                // The same files make the same layer, whatever times and modes they have here.
                #expect(swapped["layers"]?.elements.first?["diffID"] == image.document["layers"]?.elements[2]["diffID"])
                #expect(try await imagesmith.digest(of: SwapTests.tag) == swapped["digest"]?.text)
                #expect(try await imagesmith.digest(of: CPUImage.tag) == image.digest)
            }
        }

        @Test func `gives no tag to an image with a broken model`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                try await unpackModel(of: image, to: directory)
                try await shell("truncate -s 1000000 opt/models/ocr/rec.onnx", in: directory)
                let outcome = try await imagesmith(
                    "swap", CPUImage.tag, "ocr-model=./opt/models/ocr", "-t", SwapTests.tag, "-t", CPUImage.tag,
                    "--json", in: directory)
                #expect(outcome.status == 1, "\(outcome.errorText)")
                let document = try outcome.document
                #expect(document["tags"] == [])
                #expect(document["smoke"]?["verdict"] == "failed")
                let failed = document["smoke"]?["tests"]?.elements.first { $0["name"] == "reads a receipt" }
                #expect(failed?["verdict"] == "failed")
                #expect(failed?["reason"]?.text?.contains("rec.onnx") == true, "\(String(describing: failed))")
                #expect(try await imagesmith.digest(of: SwapTests.tag) == nil)
                #expect(try await imagesmith.digest(of: CPUImage.tag) == image.digest)
                #expect(try await imagesmith("verify", CPUImage.tag).status == 0)
            }
        }

        /// Unpacks the image's OCR model with tar: the layer is not compressed.
        private func unpackModel(of image: CPUImage, to directory: FilePath) async throws {
            let layer = try Digest(image.document["layers"]?.elements[2]["digest"]?.text ?? "")
            let blob = image.imagesmith.store.appending("blobs/sha256").appending(layer.hex)
            try await shell("tar -xmf '\(blob)' && chmod 600 opt/models/ocr/*.onnx", in: directory)
        }
    }
}
