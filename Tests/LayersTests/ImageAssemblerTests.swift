import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct ImageAssemblerTests {
    @Test func `says of an image and its layers what they are`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layers = [
                try fixture.model("base", at: "opt/base", files: [("a", "1")]),
                try fixture.model("model", files: [("m.bin", "weights")], compression: .zstd),
            ]
            let image = try await fixture.image(layers)
            #expect(image.platform?.description == "linux/amd64")
            let manifest = try fixture.layout.manifest(image)
            let recipe = try fixture.recipe()
            let lock = fixture.lock(layers, recipe: recipe)
            #expect(
                manifest.annotations == [
                    Annotation.created: "2026-11-01T00:00:00Z", Annotation.title: "sample",
                    Annotation.version: "1.0.0", Annotation.recipe: recipe.digest.description,
                    Annotation.lock: Digest(of: lock.json.canonical()).description,
                ])
            #expect(manifest.layers.map { $0.annotations[Annotation.layerName] } == ["base", "model"])
            #expect(manifest.layers.map(\.mediaType) == [.layer, .layerZstd])
            let notes = manifest.layers[1].annotations
            #expect(notes[Annotation.layerKind] == "model" && notes[Annotation.layerPath] == "opt/models/m")
            #expect(notes[Annotation.layerInputs] == layers[1].inputsDigest(epoch: StoreFixture.epoch).description)
            #expect(notes[Annotation.layerCompression] == layers[1].compressionText)
            #expect(
                notes[Annotation.modelFileMetadata]
                    == #"{"gid":0,"mode":493,"mtime":"2026-11-01T00:00:00Z","name":"opt/models/m","size":7,"#
                    + #""typeflag":53,"uid":0}"#)
            let config = try fixture.layout.config(of: manifest)
            #expect(config.created == "2026-11-01T00:00:00Z" && config.diffIDs.count == 2)
            #expect(
                config.history.map(\.createdBy) == ["imagesmith layer base (model)", "imagesmith layer model (model)"])
        }
    }

    @Test func `lists the image as a candidate without a tag, with its recipe and its lock`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layers = [try fixture.model("model", files: [("m.bin", "weights")])]
            let image = try await fixture.image(layers)
            let index = try fixture.layout.index()
            #expect(index.manifests.count == 3)
            #expect(index.manifests.allSatisfy { $0.annotations[Annotation.refName] == nil })
            #expect(index.manifests[0].annotations == [Annotation.candidate: "true"])
            let recipe = try fixture.recipe()
            let expected: [(MediaType, [UInt8])] = [
                (.recipe, recipe.text), (.lock, fixture.lock(layers, recipe: recipe).json.canonical()),
            ]
            for (type, bytes) in expected {
                let referrers = try fixture.layout.referrers(of: image.digest, type: type)
                #expect(referrers.count == 1)
                let manifest = try fixture.layout.manifest(try #require(referrers.first))
                #expect(try fixture.layout.read(manifest.layers[0]) == bytes)
            }
            // The same once more is the same image, and lists nothing twice.
            #expect(try await fixture.image(layers) == image)
            #expect(try fixture.layout.index() == index)
        }
    }

    @Test func `is the same to the bit in another place`() async throws {
        var digests: Set<Digest> = []
        for _ in 0..<2 {
            try await withTemporaryDirectory { directory in
                let fixture = try StoreFixture(in: directory)
                digests.insert(
                    try await fixture.image([
                        fixture.model("a", files: [("x", "1")]),
                        fixture.model("b", files: [("y", "2")], compression: .gzip),
                    ]).digest)
            }
        }
        #expect(digests.count == 1)
    }

    /// umoci does not read zstd.
    @Test(arguments: [Compression.none, .gzip, .zstd])
    func `skopeo and umoci read the image`(compression: Compression) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let image = try await fixture.image([
                fixture.model("a", at: "opt/a", files: [("x", "1")]),
                fixture.model("b", at: "opt/b", files: [("y", "2")], compression: compression),
            ])
            try fixture.layout.tag(image, as: RefName("v1"))
            let copy = directory.appending("copy")
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--preserve-digests", "oci:\(fixture.layout.root):v1", "oci:\(copy):v1")
            #expect(try ImageLayout(at: copy).resolve(ImageReference("oci:\(copy)")).digest == image.digest)
            if compression == .zstd { return }
            let bundle = directory.appending("bundle")
            try await Tool("umoci")("unpack", "--rootless", "--image", "\(fixture.layout.root):v1", bundle.string)
            for (name, content) in [("a/x", "1"), ("b/y", "2")] {
                #expect(try bundle.appending("rootfs/opt/\(name)").read(limit: 10) == Array(content.utf8))
            }
        }
    }
}
