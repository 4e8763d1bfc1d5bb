import Archive
import Glibc
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct LayerCacheTests {
    @Test func `takes a layer that is there, and composes what is not`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layers = [
                try fixture.model("one", files: [("a", "1")]), try fixture.model("two", files: [("b", "2")]),
            ]
            let first = try await fixture.compose(layers)
            #expect(first.map(\.name) == ["one", "two"] && first.map(\.isCached) == [false, false])
            // The inputs are gone: only the store can give the layers now.
            try directory.appending("one").removeTree()
            try directory.appending("two").removeTree()
            let second = try await fixture.compose(layers.reversed())
            #expect(second.map(\.name) == ["two", "one"] && second.map(\.isCached) == [true, true])
            #expect(second.map(\.layer) == first.reversed().map(\.layer))
        }
    }

    @Test func `composes two layers of the same content at once`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layers = try (0..<8).map { number in
                let layer = try fixture.model("same", files: [("a", "1")])
                return LockedLayer(
                    name: "layer-\(number)", request: layer.request, compression: .zstd, content: layer.content)
            }
            let composed = try await fixture.compose(layers, jobs: 8)
            #expect(Set(composed.map(\.layer.diffID)).count == 1)
            #expect(composed.map(\.name) == layers.map(\.name))
        }
    }

    @Test(arguments: ["damaged", "truncated", "missing", "record"])
    func `trusts no record without its blob`(fault: String) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layer = try fixture.model("one", files: [("a", "content")])
            let composed = try await fixture.compose([layer])[0].layer
            let cache = LayerCache(of: fixture.layout)
            let inputs = layer.inputsDigest(epoch: StoreFixture.epoch)
            var bare = composed
            bare.descriptor.annotations = [:]
            #expect(cache.find(inputs) == bare)
            let blob = fixture.layout.path(of: composed.descriptor.digest)
            var bytes = try blob.read(limit: 1 << 20)
            switch fault {
            case "damaged":
                bytes[513] ^= 1
                try blob.replace(with: bytes)
            case "truncated": try blob.replace(with: bytes.dropLast())
            case "missing": try blob.remove()
            default:
                try fixture.layout.root.appending(".imagesmith/layers/\(inputs.hex).json")
                    .replace(with: Array("{}".utf8))
            }
            #expect(cache.find(inputs) == nil)
            let again = try await fixture.compose([layer])[0]
            #expect(again.layer == composed && !again.isCached)
            #expect(cache.find(inputs) == bare)
        }
    }

    @Test func `says before any work that the compressor is another`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layer = try fixture.model("one", files: [("a", "1")], compression: .zstd)
            let here = try #require(layer.compressor)
            let text = String(decoding: layer.json.canonical(), as: UTF8.self).replacing(here, with: "zstd 1.0.0")
            let other = try LockedLayer(JSONField(JSON(parsing: Array(text.utf8))))
            #expect(other.compressionText == "zstd 1.0.0 level 3")
            let error = await #expect(throws: ComposeError.self) { try await fixture.compose([other]) }
            #expect(error == .compressor(layer: "one", locked: "zstd 1.0.0", here: here))
            #expect(
                error?.description
                    == "the layer 'one' is locked to zstd 1.0.0, but this machine has \(here), whose bytes "
                    + "differ; use zstd 1.0.0 or run 'imagesmith lock --update one'")
            #expect(try fixture.blobs().isEmpty)
        }
    }
}
