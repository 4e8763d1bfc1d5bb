import Archive
import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

struct ImageAuditTests {
    @Test(arguments: Damage.blobs + Damage.documents + Damage.twins)
    func `finds exactly what is wrong`(_ damage: Damage) async throws {
        try await withTemporaryDirectory { root in
            var image = try SampleImage.sound()
            try damage.edit(&image)
            var written = try image.write(to: root.appending("layout"))
            try await damage.spoil(&written)
            let codes = try await ImageAudit.codes(written)
            #expect(codes == damage.codes)
        }
    }

    @Test func `gives the same findings in the same order whatever the number of jobs`() async throws {
        try await withTemporaryDirectory { root in
            let written = try SampleImage.sound().write(to: root.appending("layout"))
            for layer in written.layers { try written.damage(layer) { $0[$0.count - 1] ^= 0x40 } }
            let one = try await ImageAudit(layout: written.layout, jobs: 1).findings(for: written.descriptor)
            let eight = try await ImageAudit(layout: written.layout, jobs: 8).findings(for: written.descriptor)
            #expect(one == eight)
            #expect(one.count >= 3)
        }
    }

    @Test(arguments: [1, 2, 8]) func `layers with more paths than an image may have are told of, the lowest one first`(
        _ jobs: Int
    ) async throws {
        try await withTemporaryDirectory { root in
            var image = try SampleImage.sound()
            image.layers[0].tar = try RawTar.sound((0..<8).map { ("low\($0)", "") })
            image.layers[1].tar = try RawTar.sound((0..<4).map { ("high\($0)", String(repeating: "x", count: 4000)) })
            // What the middle one removes is there; it is not told of what the highest does to layers beyond the limit.
            image.layers[1].tar = RawTar.empty(".wh.low1") + image.layers[1].tar
            image.layers[2].tar = try RawTar.sound([(".wh.nothing", ""), ("srv/a", "")])
            let written = try image.write(to: root.appending("layout"))
            func findings(_ paths: Int, _ bytes: Int) async throws -> [String] {
                var limits = AuditLimits()
                limits.imagePaths = PathTable.Size(paths: paths, nameBytes: bytes)
                return try await ImageAudit(layout: written.layout, jobs: jobs, limits: limits).findings(
                    for: written.descriptor, strict: true
                ).map { "\($0.code) \($0.layer?.description ?? "-") \($0.actual?.description ?? "-")" }
            }
            #expect(try await findings(100, 1000) == ["tar-whiteout-nothing smoke -"])
            #expect(
                try await findings(16, 1000)
                    == ["tar-limit smoke 21 paths with names of 86 bytes in the layers up to here"])
            #expect(
                try await findings(100, 40)
                    == ["tar-limit model 16 paths with names of 64 bytes in the layers up to here"])
        }
    }

    @Test func `computes the chain and counts what it read`() async throws {
        try await withTemporaryDirectory { root in
            let image = try SampleImage.sound()
            let written = try image.write(to: root.appending("layout"))
            let report = try await ImageAudit(layout: written.layout, jobs: 2).report(for: written.descriptor)
            #expect(report.verdict == .clean)
            #expect(report.chain == ChainID(image.layers.map { DiffID(Digest(of: $0.tar)) }))
            #expect(report.counts.blobs == 5)
            #expect(report.counts.layers == 3)
            #expect(report.counts.entries == 4)
            let sizes = [written.descriptor, written.config] + written.layers
            #expect(report.counts.bytes == sizes.reduce(0) { $0 + $1.size })
        }
    }

    @Test func `says what is wrong where`() async throws {
        try await withTemporaryDirectory { root in
            var image = try SampleImage.sound()
            image.layers[1].tar = RawTar.file("a/../../b\u{1b}[2J") + RawTar.end
            let written = try image.write(to: root.appending("layout"))
            let report = try await ImageAudit(layout: written.layout, jobs: 2).report(for: written.descriptor)
            let layer = written.layers[1].digest
            #expect(
                report.lines.dropLast() == [
                    "tar-path-escape: layer 'model' (\(layer)) at 'a/../../b\\x1b[2J': "
                        + "a tar entry's path has '..' in it"
                ])
            let message = "layer 'model' (\(layer)) at 'a/../../b\\x1b[2J': a tar entry's path has '..' in it"
            let json: JSON = [
                "code": "tar-path-escape", "layer": "model", "path": "a/../../b\\x1b[2J", "severity": "error",
                "subject": .string(layer.description), "message": .string(message),
            ]
            #expect(report.findings.map(\.json) == [json])
        }
    }

    @Test func `names both sides of a mismatch`() async throws {
        try await withTemporaryDirectory { root in
            var written = try SampleImage.sound().write(to: root.appending("layout"))
            let size = written.descriptor.size
            written.descriptor.size = 7
            let findings = try await ImageAudit(layout: written.layout, jobs: 2).findings(for: written.descriptor)
            #expect(
                findings == [
                    Finding(
                        .descriptorSize, subject: written.descriptor.digest, expected: "\(size) bytes", actual: "7")
                ])
        }
    }

    @Test func `tells of hard links that no lower layer satisfies`() async throws {
        try await withTemporaryDirectory { root in
            var image = try SampleImage.sound()
            image.layers[1].tar = RawTar.hardLink("etc/copy", "etc/motd") + RawTar.end
            image.layers[2].tar =
                RawTar.empty("etc/.wh.motd") + RawTar.hardLink("a", "etc/motd") + RawTar.hardLink("b", "nowhere")
                + RawTar.hardLink("c", "etc/os-release") + RawTar.end
            let written = try image.write(to: root.appending("layout"))
            let findings = try await ImageAudit(layout: written.layout, jobs: 2).findings(for: written.descriptor)
            #expect(findings.map(\.code) == [.tarLinkTarget, .tarLinkTarget])
            #expect(findings.map(\.path?.description) == ["a", "b"])
        }
    }

    @Test func `audits every image of an index and its promises`() async throws {
        try await withTemporaryDirectory { root in
            var written = try SampleImage.sound().write(to: root.appending("layout"))
            var other = written.descriptor
            other.platform = Platform(os: "linux", architecture: "riscv64")
            let index = ImageIndex(manifests: [other, written.descriptor])
            written.descriptor = try written.layout.write(index.json.canonical(), as: .index)
            #expect(try await ImageAudit.codes(written) == ["config-platform"])
            try written.path(written.layers[0]).remove()
            #expect(try await ImageAudit.codes(written) == ["blob-missing", "config-platform"])
        }
    }

    @Test func `follows an image only so far`() async throws {
        try await withTemporaryDirectory { root in
            var written = try SampleImage.sound().write(to: root.appending("layout"))
            var limits = AuditLimits()
            limits.layerSize = 2500
            let small = ImageAudit(layout: written.layout, jobs: 2, limits: limits)
            let layers = try await small.findings(for: written.descriptor)
            #expect(layers.map(\.code) == [.layerLimit])
            #expect(layers.map(\.layer?.description) == ["base"])
            let index = ImageIndex(manifests: [written.descriptor])
            written.descriptor = try written.layout.write(index.json.canonical(), as: .index)
            limits = AuditLimits()
            limits.indexDepth = 0
            let shallow = ImageAudit(layout: written.layout, jobs: 2, limits: limits)
            #expect(try await shallow.findings(for: written.descriptor).map(\.code) == [.indexLimit])
        }
    }

    @Test func `a blob that cannot be read stops the audit`() async throws {
        try await withTemporaryDirectory { root in
            let written = try SampleImage.sound().write(to: root.appending("layout"))
            // A link to itself above the blobs: no answer is possible, whoever asks.
            try await shell("mv \(root)/layout/blobs \(root)/away && ln -s blobs \(root)/layout/blobs")
            await #expect(throws: AuditError.self) {
                try await ImageAudit(layout: written.layout, jobs: 2).findings(for: written.descriptor)
            }
        }
    }
}
