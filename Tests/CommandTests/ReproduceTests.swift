import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// An image is built anew from what it carries, and nothing else.
    struct ReproduceTests {
        @Test func `an image needs nothing but itself to be built anew`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                // Neither the recipe nor its files are there any more.
                try small.directory.removeTree()
                let before = try await small.imagesmith.listing()
                let report = try await small.imagesmith.json(
                    "verify", "@\(small.candidate)", "--reproduce", "--offline")
                #expect(report["reproduction"]?["equal"] == true)
                #expect(report["reproduction"]?["digest"]?.text == small.candidate)
                #expect(report["reproduction"]?["carriedInputs"] == 2)
                #expect(report["verdict"] == "clean")
                #expect(try await small.imagesmith.listing() == before)
            }
        }

        @Test func `the CPU image is the same to the bit`() async throws {
            let image = try await CPUImage.shared
            let outcome = try await image.imagesmith("verify", CPUImage.tag, "--reproduce")
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errorText)")
            #expect(outcome.text.contains("reproduce: the same image to the bit"))
        }

        @Test func `local files can come from a directory, and must be those of the lock`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let line = ["verify", "@\(small.candidate)", "--reproduce", "--recipe-dir", small.directory.string]
                #expect(try await small.imagesmith.run(line).status == 0)
                try small.note.replace(with: Array("another\n".utf8))
                let outcome = try await small.imagesmith.run(line)
                #expect(outcome.status == 2)
                #expect(outcome.errorText.contains("small/note.txt has the"), "\(outcome.errorText)")
            }
        }

        @Test func `tells the first path and byte of an image that its lock does not make`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let layout = try ImageLayout(at: small.imagesmith.store)
                let evil = try ReproduceTests.rewrite(small, in: layout) { manifest in
                    // Who runs it is the configuration's to say, and no layer's digest covers that.
                    var config = try layout.config(of: manifest)
                    config.execution.user = "0:0"
                    manifest.config = try layout.write(config)
                }
                let outcome = try await small.imagesmith("verify", "@\(evil)", "--reproduce", "--offline", "--json")
                #expect(outcome.status == 1)
                let findings = try outcome.document["findings"]?.elements ?? []
                #expect(findings.map { $0["code"]?.text } == ["reproduce-config"])
                #expect(findings.first?["expected"] == "config.User=\"0:0\"")
                #expect(findings.first?["actual"] == "config.User=nothing")
            }
        }

        @Test func `an alias in the recipe of an image is refused, not followed`() async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let layout = try ImageLayout(at: small.imagesmith.store)
                let recipe = Array((SmallRecipe.text + "description: &a x\nlicenses: *a\n").utf8)
                let evil = try ReproduceTests.rewrite(small, in: layout, recipe: recipe) { manifest in
                    manifest.annotations[Annotation.recipe] = Digest(of: recipe).description
                }
                let outcome = try await small.imagesmith("verify", "@\(evil)", "--reproduce", "--offline")
                #expect(outcome.status == 2)
                // What was found before is told all the same.
                #expect(outcome.text.contains("lock-binding: "))
                #expect(outcome.errorText.contains("it may hold an alias of YAML ('&a' and '*a')"))
            }
        }

        @Test func `what carries no recipe cannot be built anew, and says what can`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                try await shell("mkdir new && echo x >new/model.json", in: directory)
                let swapped = try await imagesmith.json(
                    "swap", CPUImage.tag, "ocr-model=./new", "--candidate", in: directory)
                let outcome = try await imagesmith("verify", "@\(swapped["digest"]?.text ?? "")", "--reproduce")
                #expect(outcome.status == 2)
                #expect(outcome.errorText.contains("'imagesmith verify @\(image.digest) --reproduce'"))
            }
        }

        @Test func `a directory for the recipe wants --reproduce`() async throws {
            try await withTemporaryDirectory { directory in
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                #expect(try await imagesmith("verify", "a:1", "--recipe-dir", "/").status == 64)
            }
        }

        /// Writes the candidate's manifest anew, with its recipe and its lock bound to it; all digests hold.
        private static func rewrite(
            _ small: SmallRecipe, in layout: ImageLayout, recipe: [UInt8]? = nil,
            _ change: (inout Manifest) throws -> Void
        ) throws -> Digest {
            let old = try layout.resolve(ImageReference("@\(small.candidate)"))
            var manifest = try layout.manifest(old)
            try change(&manifest)
            let evil = try layout.write(manifest)
            var listed = [evil]
            for type in [MediaType.lock, .recipe] {
                for referrer in try layout.referrers(of: old.digest, type: type) {
                    var blobs = try layout.manifest(referrer).layers
                    if type == .recipe, let recipe { blobs = [try layout.write(recipe, as: .recipe)] }
                    listed.append(try layout.writeReferrer(of: evil, type: type, blobs: blobs))
                }
            }
            try layout.list(listed)
            return evil.digest
        }
    }
}
