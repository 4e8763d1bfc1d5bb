import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct ImageSwapTests {
    /// An image of the layers `base`, `ocr` and `text`.
    private static func image(_ fixture: StoreFixture, ocr: String = "old") async throws -> Descriptor {
        try await fixture.image([
            fixture.model("base", at: "opt/base", files: [("a", "base")]),
            fixture.model("ocr", at: "opt/models/ocr", files: [("det.bin", ocr), ("rec.bin", "same")]),
            fixture.model("text", at: "opt/models/text", files: [("m.bin", "text")], compression: .zstd),
        ])
    }

    private static func swap(
        _ fixture: StoreFixture, _ name: String, _ source: LayerReplacement.Source, in image: Descriptor
    ) throws -> Descriptor {
        try ImageSwap(layout: fixture.layout, workers: 2).swap(
            [LayerReplacement(name: name, source: source)], in: image
        )
        .image
    }

    @Test func `replaces a layer by a directory and touches no other blob`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let image = try await Self.image(fixture)
            try fixture.write([("new/det.bin", "new"), ("new/sub/keys.txt", "keys")])
            let before = try fixture.blobs()
            let swapped = try Self.swap(fixture, "ocr", .directory(directory.appending("new")), in: image)
            let after = try fixture.blobs()
            // Size, time and inode are the same: nothing was written anew.
            for (name, status) in before { #expect(after[name] == status) }
            // The layer, the configuration, the manifest.
            #expect(after.count == before.count + 3)

            let (old, new) = (try fixture.layout.manifest(image), try fixture.layout.manifest(swapped))
            #expect(new.layers[0] == old.layers[0] && new.layers[2] == old.layers[2])
            #expect(new.layers[1].digest != old.layers[1].digest)
            let notes = new.layers[1].annotations
            #expect(notes[Annotation.layerName] == "ocr" && notes[Annotation.layerKind] == "directory")
            #expect(notes[Annotation.layerPath] == "opt/models/ocr" && notes[Annotation.layerInputs] == nil)
            #expect(new.annotations[Annotation.previous] == image.digest.description)
            #expect(new.annotations[Annotation.swapped] == "ocr")
            #expect(new.annotations[Annotation.recipe] == nil && new.annotations[Annotation.lock] == nil)
            #expect(new.annotations[Annotation.title] == "sample")

            let (oldConfig, config) = (try fixture.layout.config(of: old), try fixture.layout.config(of: new))
            #expect(config.diffIDs[0] == oldConfig.diffIDs[0] && config.diffIDs[2] == oldConfig.diffIDs[2])
            #expect(config.created == oldConfig.created && config.execution == oldConfig.execution)
            #expect(
                config.history.map(\.createdBy) == [
                    "imagesmith layer base (model)", "imagesmith swap ocr (directory)", "imagesmith layer text (model)",
                ])
            let list = try await Tool("bsdtar")("-tf", fixture.layout.path(of: new.layers[1].digest).string)
            #expect(
                String(decoding: list, as: UTF8.self)
                    == """
                    opt/
                    opt/models/
                    opt/models/ocr/
                    opt/models/ocr/det.bin
                    opt/models/ocr/sub/
                    opt/models/ocr/sub/keys.txt

                    """)
            #expect(try fixture.layout.index().manifests.last?.digest == swapped.digest)
            #expect(try fixture.layout.index().manifests.last?.annotations == [Annotation.candidate: "true"])
        }
    }

    @Test func `finds the layer by its name, wherever it stands`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let image = try await fixture.image([
                fixture.model("text", at: "opt/text", files: [("m", "1")]),
                fixture.model("ocr", at: "opt/ocr", files: [("m", "2")]),
            ])
            let other = try await fixture.image([
                fixture.model("ocr", at: "opt/ocr", files: [("m", "3")]),
                fixture.model("more", at: "opt/more", files: [("m", "4")]),
            ])
            let swapped = try Self.swap(fixture, "ocr", .image(other, in: fixture.layout), in: image)
            let (manifest, source) = (try fixture.layout.manifest(swapped), try fixture.layout.manifest(other))
            #expect(manifest.layers.map { $0.annotations[Annotation.layerName] } == ["text", "ocr"])
            #expect(manifest.layers[1] == source.layers[0])
            let config = try fixture.layout.config(of: manifest)
            #expect(config.diffIDs[1] == (try fixture.layout.config(of: source).diffIDs[0]))
            #expect(config.history[1].createdBy == "imagesmith swap ocr (from \(other.digest))")
            // And back again: the layers are those of before.
            let back = try Self.swap(fixture, "ocr", .image(image, in: fixture.layout), in: swapped)
            #expect(try fixture.layout.manifest(back).layers == (try fixture.layout.manifest(image).layers))
        }
    }

    @Test func `takes a layer out of another layout, checked`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory.appending("here"))
            let other = try StoreFixture(in: directory.appending("there"))
            let image = try await Self.image(fixture)
            let source = try await Self.image(other, ocr: "from elsewhere")
            let layer = try other.layout.manifest(source).layers[1]
            let blob = other.layout.path(of: layer.digest)
            let sound = try blob.read(limit: 1 << 20)
            var damaged = sound
            damaged[600] ^= 1
            try blob.replace(with: damaged)
            let before = (try fixture.blobs(), try fixture.layout.index())
            #expect(throws: LayoutError.digest(expected: layer.digest, actual: Digest(of: damaged))) {
                try Self.swap(fixture, "ocr", .image(source, in: other.layout), in: image)
            }
            #expect(try fixture.blobs() == before.0 && fixture.layout.index() == before.1)
            try blob.replace(with: sound)
            let swapped = try Self.swap(fixture, "ocr", .image(source, in: other.layout), in: image)
            #expect(try fixture.layout.manifest(swapped).layers[1] == layer)
            #expect(try fixture.layout.read(layer) == sound)
        }
    }

    @Test func `refuses what it cannot tell, and changes nothing`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let image = try await Self.image(fixture)
            try fixture.write([("file", "x")])
            try directory.appending("empty/below").createDirectories()
            let before = (try fixture.blobs(), try fixture.layout.index())
            func fault(_ name: String, _ path: String, in image: Descriptor) -> SwapError? {
                #expect(throws: SwapError.self) {
                    try Self.swap(fixture, name, .directory(directory.appending(path)), in: image)
                }
            }
            let unknown = fault("orc", "empty", in: image)
            #expect(unknown == .noSuchLayer("orc", image: image.digest, known: ["base", "ocr", "text"]))
            #expect(unknown?.description == "the image \(image.digest) has no layer 'orc'; it has base, ocr, text")
            #expect(fault("ocr", "empty", in: image) == .emptyDirectory(directory.appending("empty")))
            #expect(fault("ocr", "file", in: image) == .notADirectory(directory.appending("file")))
            #expect(fault("ocr", "missing", in: image) == .notADirectory(directory.appending("missing")))
            #expect(throws: SwapError.sameTwice("ocr")) {
                try ImageSwap(layout: fixture.layout, workers: 1).swap(
                    [.init(name: "ocr", source: .directory("a")), .init(name: "ocr", source: .directory("b"))],
                    in: image)
            }
            #expect(try fixture.blobs() == before.0 && fixture.layout.index() == before.1)

            var manifest = try fixture.layout.manifest(image)
            manifest.layers[2].annotations[Annotation.layerName] = "ocr"
            let ambiguous = try fixture.layout.write(manifest)
            #expect(fault("ocr", "empty", in: ambiguous) == .ambiguousLayer("ocr", image: ambiguous.digest, count: 2))
            manifest.layers[2].annotations = [Annotation.layerName: "text"]
            let placeless = try fixture.layout.write(manifest)
            #expect(fault("text", "empty", in: placeless) == .noPlace("text"))
            manifest.layers.removeLast()
            let short = try fixture.layout.write(manifest)
            #expect(fault("ocr", "empty", in: short) == .counts(image: short.digest, layers: 2, diffIDs: 3))
        }
    }

    @Test func `counts only the steps that made a layer`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let image = try await Self.image(fixture)
            var manifest = try fixture.layout.manifest(image)
            var config = try fixture.layout.config(of: manifest)
            config.history.insert(HistoryEntry(created: nil, createdBy: "ENV A=1", isEmptyLayer: true), at: 1)
            manifest.config = try fixture.layout.write(config)
            let edited = try fixture.layout.write(manifest)
            try fixture.write([("new/det.bin", "new")])
            let swapped = try Self.swap(fixture, "ocr", .directory(directory.appending("new")), in: edited)
            #expect(
                try fixture.layout.config(of: fixture.layout.manifest(swapped)).history.map(\.createdBy) == [
                    "imagesmith layer base (model)", "ENV A=1", "imagesmith swap ocr (directory)",
                    "imagesmith layer text (model)",
                ])
        }
    }

    @Test func `gives the same image for the same swap, and keeps the old one's tag`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let image = try await Self.image(fixture)
            try fixture.layout.tag(image, as: RefName("v1"))
            try fixture.write([("new/det.bin", "new")])
            let first = try Self.swap(fixture, "ocr", .directory(directory.appending("new")), in: image)
            let second = try Self.swap(fixture, "ocr", .directory(directory.appending("new")), in: image)
            #expect(first == second)
            #expect(try fixture.layout.resolve(ImageReference("oci:\(fixture.layout.root):v1")).digest == image.digest)
        }
    }
}
