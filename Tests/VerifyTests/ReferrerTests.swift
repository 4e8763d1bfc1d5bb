import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

struct ReferrerTests {
    private struct Referred {
        var image: SampleImage.Written
        let blob: Descriptor
        let referrer: Descriptor
    }

    private func refer(_ root: FilePath, subject change: (inout Descriptor) -> Void = { _ in }) throws -> Referred {
        let image = try SampleImage.sound().write(to: root.appending("layout"))
        let blob = try image.layout.write(Array("the recipe".utf8), as: .recipe)
        var subject = image.descriptor
        change(&subject)
        let referrer = try image.layout.writeReferrer(of: subject, type: .recipe, blobs: [blob])
        try image.layout.list([referrer])
        return Referred(image: image, blob: blob, referrer: referrer)
    }

    @Test func `a sound referrer is no finding`() async throws {
        try await withTemporaryDirectory { root in
            let referred = try refer(root)
            #expect(try await ImageAudit.codes(referred.image) == [])
        }
    }

    @Test func `a damaged blob of a referrer is found, with its own digest`() async throws {
        try await withTemporaryDirectory { root in
            let referred = try refer(root)
            try referred.image.damage(referred.blob) { $0.replace("recipe", "recipf") }
            let audit = ImageAudit(layout: referred.image.layout, jobs: 2)
            let findings = try await audit.findings(for: referred.image.descriptor)
            #expect(findings.map(\.code) == [.blobDigest])
            #expect(findings.map(\.subject) == [referred.blob.digest])
        }
    }

    @Test func `a missing blob and a missing manifest of referrers are found`() async throws {
        try await withTemporaryDirectory { root in
            let referred = try refer(root)
            try referred.image.path(referred.blob).remove()
            #expect(try await ImageAudit.codes(referred.image) == ["blob-missing"])
            try referred.image.path(referred.referrer).remove()
            let audit = ImageAudit(layout: referred.image.layout, jobs: 2)
            let findings = try await audit.findings(for: referred.image.descriptor)
            #expect(findings.map(\.subject) == [referred.referrer.digest])
        }
    }

    @Test func `a subject of another size is found`() async throws {
        try await withTemporaryDirectory { root in
            let referred = try refer(root) { $0.size += 1 }
            #expect(try await ImageAudit.codes(referred.image) == ["referrer-subject"])
        }
    }

    @Test func `a damaged referrer of a referrer is found`() async throws {
        try await withTemporaryDirectory { root in
            let referred = try refer(root)
            let layout = referred.image.layout
            let blob = try layout.write(Array("a signature".utf8), as: .octets)
            let second = try layout.writeReferrer(of: referred.referrer, type: .octets, blobs: [blob])
            try layout.list([second])
            #expect(try await ImageAudit.codes(referred.image) == [])
            try referred.image.path(blob).remove()
            #expect(try await ImageAudit.codes(referred.image) == ["blob-missing"])
        }
    }

    @Test func `a damaged referrer of another image is not found`() async throws {
        try await withTemporaryDirectory { root in
            let referred = try refer(root)
            var other = try SampleImage.sound()
            other.layers.removeLast()
            let second = try other.write(to: root.appending("layout"), tag: "other")
            try referred.image.path(referred.blob).remove()
            #expect(try await ImageAudit.codes(second) == [])
        }
    }

    @Test func `a malformed entry of the index hides no referrer`() async throws {
        try await withTemporaryDirectory { root in
            let referred = try refer(root)
            try referred.image.path(referred.blob).remove()
            let path = root.appending("layout/index.json")
            let text = String(decoding: try path.bytes(), as: UTF8.self)
            try path.write(Array(text.swapping("\"manifests\":[", "\"manifests\":[{},").utf8))
            #expect(try await ImageAudit.codes(referred.image) == ["blob-missing"])
        }
    }
}
