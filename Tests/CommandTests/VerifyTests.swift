import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Whatever is wrong with an image, verify finds it and names it.
    struct VerifyTests {
        @Test(arguments: Damage.all)
        func `finds damage`(_ damage: Damage) async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                let layout = try ImageLayout(at: imagesmith.store)
                let tag = try RefName(CPUImage.tag)
                try damage.spoil(layout, layout.resolve(ImageReference(CPUImage.tag)), tag)
                let outcome = try await imagesmith("verify", CPUImage.tag, "--json")
                #expect(outcome.status == 1, "\(outcome.errorText)")
                let report = try outcome.document
                #expect(report["verdict"] == "faulty")
                #expect(Set((report["findings"]?.texts("code") ?? []).compactMap(\.self)).sorted() == damage.codes)
            }
        }

        @Test func `finds a duplicate key in the index`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                let index = imagesmith.store.appending("index.json")
                let bytes = try index.read(limit: 1 << 20)
                try index.replace(with: Array(#"{"schemaVersion":2,"#.utf8) + bytes.dropFirst())
                // Which image the tag stands for cannot be told from an index that two readers read in two ways.
                let outcome = try await imagesmith("verify", CPUImage.tag, "--json")
                #expect(outcome.status == 1, "\(outcome.errorText)")
                #expect(try outcome.document["findings"]?.texts("code") == ["json-duplicate-key"])
            }
        }

        @Test func `finds one flipped byte in every blob`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                let blobs = imagesmith.store.appending("blobs/sha256")
                let names = try blobs.entries()
                // Manifest, config, four layers, and the referrers: recipe, lock, smoke plan with its pictures, report.
                #expect(names.count > 12)
                for name in names {
                    let path = blobs.appending(name)
                    let bytes = try path.read(limit: 1 << 30)
                    var flipped = bytes
                    flipped[bytes.count / 2] ^= 0x10
                    try path.replace(with: flipped)
                    let outcome = try await imagesmith("verify", CPUImage.tag, "--json")
                    #expect(outcome.status == 1, "\(name): \(outcome.errorText)")
                    let found = try outcome.document["findings"]?.elements ?? []
                    #expect(
                        found.contains {
                            $0["code"] == "blob-digest" && $0["subject"]?.text == "sha256:\(name.string)"
                        }, "\(name)")
                    try path.replace(with: bytes)
                }
                #expect(try await imagesmith("verify", CPUImage.tag).status == 0)
            }
        }

        @Test func `tells how the image agrees with its lock`() async throws {
            let image = try await CPUImage.shared
            let report = try await image.imagesmith.json("verify", CPUImage.tag)
            let conformance = try #require(report["conformance"])
            #expect(conformance["image"]?.text == image.digest)
            #expect(conformance["covered"] == ["base", "runtime", "ocr-model", "sentiment-model"])
            #expect(conformance["uncovered"] == [])
            // The files of two models, the runtime's program and its library.
            #expect(conformance["paths"]?["locked"] == 9)
            #expect(conformance["paths"]?["unlisted"] == 0)
        }

        @Test func `finds a file that somebody put into a layer, all digests being right`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                let layout = try ImageLayout(at: imagesmith.store)
                let tagged = try layout.resolve(ImageReference(CPUImage.tag))
                var manifest = try layout.manifest(tagged)
                var config = try layout.config(of: manifest)
                // The plain layer, with one more file before the end of its archive.
                let tar = directory.appending("layer.tar")
                try tar.replace(with: try layout.read(manifest.layers[2], limit: 1 << 28))
                try await shell(
                    "mkdir -p opt/models/ocr && echo x >opt/models/ocr/hook && tar rf layer.tar opt/models/ocr/hook --owner=0 --group=0 --mode=644 --mtime=@0",
                    in: directory)
                var layer = try layout.write(try tar.read(limit: 1 << 28), as: .layer)
                layer.annotations = manifest.layers[2].annotations
                manifest.layers[2] = layer
                config.diffIDs[2] = DiffID(layer.digest)
                manifest.config = try layout.write(config)
                let evil = try layout.write(manifest)
                var listed = [evil]
                for type in [MediaType.lock, .recipe] {
                    for referrer in try layout.referrers(of: tagged.digest, type: type) {
                        listed.append(
                            try layout.writeReferrer(of: evil, type: type, blobs: layout.manifest(referrer).layers))
                    }
                }
                try layout.list(listed)
                let outcome = try await imagesmith("verify", "@\(evil.digest)", "--json")
                #expect(outcome.status == 1, "\(outcome.errorText)")
                let findings = try outcome.document["findings"]?.elements ?? []
                #expect(findings.map { $0["code"]?.text } == ["unaccounted-file"])
                #expect(findings.first?["path"] == "opt/models/ocr/hook")
                #expect(findings.first?["layer"] == "ocr-model")
            }
        }

        @Test func `tells people what it found`() async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let imagesmith = try await image.copy(to: directory)
                let layer = try #require(image.document["layers"]?.elements.first?["digest"]?.text)
                try ImageLayout(at: imagesmith.store).path(of: Digest(layer)).remove()
                let outcome = try await imagesmith("verify", CPUImage.tag)
                #expect(outcome.status == 1)
                let lines = outcome.text.split(separator: "\n")
                #expect(lines.count == 3)
                #expect(lines.dropFirst().first == "conformance: not judged, the image is faulty")
                #expect(lines.first?.hasPrefix("blob-missing: ") == true)
                #expect(lines.first?.contains("layer 'base' (\(layer))") == true)
                #expect(lines.last?.hasPrefix("\(image.digest): faulty, 1 finding (") == true)
                #expect(outcome.errorText.isEmpty)
            }
        }
    }
}
