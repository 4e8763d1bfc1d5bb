import Archive
import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

struct ImageDiffTests {
    private func diff(_ old: SampleImage, _ new: SampleImage) async throws -> ImageDiff {
        try await withTemporaryDirectory { root in
            let before = try old.write(to: root.appending("old"))
            let after = try new.write(to: root.appending("new"))
            return try await ImageDiff(
                from: before.descriptor, in: before.layout, to: after.descriptor, in: after.layout, jobs: 2)
        }
    }

    @Test func `an image does not differ from itself`() async throws {
        let image = try SampleImage.sound()
        let diff = try await diff(image, image)
        #expect(diff.isEmpty)
        #expect(diff.lines == [])
    }

    @Test func `names every path that changed, with what changed`() async throws {
        let old = try SampleImage.sound()
        var new = old
        new.layers[0].tar =
            RawTar.header("etc/motd", mode: "0000600", count: 5) + RawTar.padded(Array("hallo".utf8))
            + RawTar.symlink("etc/new", "motd") + RawTar.end
        let diff = try await diff(old, new)
        #expect(diff.layers.map(\.kind) == [.changed])
        #expect(
            diff.layers.flatMap(\.lines).dropFirst() == [
                "  ~ etc/motd (mode 0644 → 0600, content 2cf24dba5fb0 → d3751d33f9cd)",
                "      first at byte 1: 0x65 → 0x61", "  + etc/new (symbolicLink, mode 0644)",
                "  - etc/os-release (file, 10 bytes, mode 0644)",
            ])
    }

    @Test func `tells layers that were added, removed, repacked and moved`() async throws {
        let old = try SampleImage.sound()
        var new = old
        new.layers[0].compression = .zstd
        new.layers.swapAt(1, 2)
        new.layers.append(.init(tar: try RawTar.sound([("x", "y")]), name: "added"))
        let diff = try await diff(old, new)
        #expect(
            diff.layers.map { "\($0.name) \($0.kind)" } == [
                "base repacked", "smoke moved", "model moved", "added added",
            ])
        #expect(diff.layers.allSatisfy { $0.files.isEmpty })
        let back = try await self.diff(new, old)
        #expect(back.layers.map { "\($0.name) \($0.kind)" }.last == "added removed")
    }

    @Test func `without names layers are told by their place`() async throws {
        var old = try SampleImage.sound()
        for index in old.layers.indices { old.layers[index].name = nil }
        var new = old
        new.layers[1].tar = try RawTar.sound([("opt/model", "better")])
        let diff = try await diff(old, new)
        #expect(diff.layers.map { "\($0.name) \($0.kind)" } == ["layers[1] changed"])
        #expect(diff.layers[0].files.map(\.path.description) == ["opt/model"])
        let digests = [diff.layers[0].files[0].old?.digest, diff.layers[0].files[0].new?.digest]
        #expect(digests == [Digest(of: Array("weights".utf8)), Digest(of: Array("better".utf8))])
    }

    @Test func `names the members of the documents that changed`() async throws {
        let old = try SampleImage.sound()
        var new = old
        new.editConfig = {
            $0.swapping("\"config\":{", "\"config\":{\"Env\":[\"A=1\"]").swapping("amd64", "arm64")
        }
        new.editManifest = { $0.swapping("{\"config\"", "{\"annotations\":{\"a\":\"\u{7f}\"},\"config\"") }
        let diff = try await diff(old, new)
        #expect(
            diff.lines == [
                "config ~ architecture: \"amd64\" → \"arm64\"", "config + config.Env: [\"A=1\"]",
                "annotation + a: \"\\x7f\"",
            ])
        let change: JSON = ["path": "architecture", "old": "amd64", "new": "arm64"]
        #expect(diff.config[0].json == change)
    }

    @Test func `a damaged layer is an error that says to verify`() async throws {
        let old = try SampleImage.sound()
        var new = old
        new.layers[0].tar = RawTar.file("../a") + RawTar.end
        let digest = Digest(of: try RawTar.compressed(new.layers[0].tar, .gzip))
        await #expect(throws: DiffError.archive(digest, .tarPathEscape, path: PrintableText("../a"))) {
            try await diff(old, new)
        }
    }

    @Test func `layers of equal content are not read`() async throws {
        try await withTemporaryDirectory { root in
            let old = try SampleImage.sound()
            var new = old
            new.layers[1].tar = try RawTar.sound([("opt/model", "better")])
            let before = try old.write(to: root.appending("old"))
            let after = try new.write(to: root.appending("new"))
            try before.path(before.layers[0]).remove()
            let diff = try await ImageDiff(
                from: before.descriptor, in: before.layout, to: after.descriptor, in: after.layout, jobs: 2)
            #expect(diff.layers.map(\.name.description) == ["model"])
        }
    }
}
