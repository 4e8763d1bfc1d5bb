import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

struct LayoutCheckTests {
    @Test(arguments: [
        (#"{"imageLayoutVersion":"1.0.0"}"#, []), (#"{"imageLayoutVersion":"2.0.0"}"#, ["layout-marker"]),
        (#"{"imageLayoutVersion":"1.0.0","imageLayoutVersion":"1.0.0"}"#, ["json-duplicate-key"]),
        (#"{"ImageLayoutVersion":"1.0.0"}"#, ["json-key-case", "layout-marker"]), ("", ["json-syntax"]),
    ])
    func `finds what is wrong with oci-layout`(_ marker: String, _ codes: [String]) throws {
        try withTemporaryDirectory { root in
            _ = try SampleImage.sound().write(to: root.appending("layout"))
            try root.appending("layout/oci-layout").write(Array(marker.utf8))
            let found = try LayoutCheck(root: root.appending("layout")).run()
            #expect(found.findings.map(\.code.rawValue) == codes)
        }
    }

    @Test func `finds files of a layout that are missing or no files`() async throws {
        try await withTemporaryDirectory { root in
            _ = try SampleImage.sound().write(to: root.appending("layout"))
            try await shell("rm \(root)/layout/oci-layout \(root)/layout/index.json; mkfifo \(root)/layout/index.json")
            let found = try LayoutCheck(root: root.appending("layout")).run()
            #expect(found.findings.map(\.code) == [.layoutMarker, .layoutMarker])
        }
    }

    @Test(arguments: [
        ("{\"manifests\"", "{\"schemaVersion\":2,\"manifests\"", ["json-duplicate-key"]),
        ("{\"manifests\"", "{\"Manifests\":[],\"manifests\"", ["json-key-case"]),
        ("\"schemaVersion\":2", "\"schemaVersion\":1", ["json-member"]),
        ("\"sample\"", "\"sam ple\"", ["index-name"]),
        ("\"size\":", "\"size\":-", ["descriptor-size"]), ("\"size\":", "\"size\":1", ["descriptor-size"]),
        ("\"manifests\"", "\"layers\"", ["json-member", "layout-marker"]),
        ("sha256:", "sha512:", ["descriptor-digest"]),
        (MediaType.index.description, MediaType.manifest.description, ["media-type-descriptor"]),
    ])
    func `finds what is wrong with the index`(_ old: String, _ new: String, _ codes: [String]) async throws {
        try await withTemporaryDirectory { root in
            let written = try SampleImage.sound().write(to: root.appending("layout"))
            let path = root.appending("layout/index.json")
            let text = String(decoding: try path.bytes(), as: UTF8.self)
            try path.write(Array(text.swapping(old, new).utf8))
            let found = try await ImageAudit(layout: written.layout, jobs: 2).layoutFindings()
            #expect(found.map(\.code.rawValue).sorted() == codes)
        }
    }

    @Test func `finds a tag given twice, and a listed manifest that is damaged`() async throws {
        try await withTemporaryDirectory { root in
            let written = try SampleImage.sound().write(to: root.appending("layout"))
            let audit = ImageAudit(layout: written.layout, jobs: 2)
            #expect(try await audit.layoutFindings() == [])
            try written.layout.updateIndex { index in index.manifests.append(index.manifests[0]) }
            #expect(try await audit.layoutFindings().map(\.code) == [.indexDuplicateName])
            try written.path(written.descriptor).remove()
            #expect(try await audit.layoutFindings().map(\.code) == [.indexDuplicateName, .blobMissing, .blobMissing])
        }
    }

    @Test func `files that nothing points to are no finding`() async throws {
        try await withTemporaryDirectory { root in
            let written = try SampleImage.sound().write(to: root.appending("layout"))
            _ = try written.layout.write(Array("nobody's".utf8), as: .octets)
            try root.appending("layout/README").write(Array("hello".utf8))
            #expect(try await ImageAudit(layout: written.layout, jobs: 2).layoutFindings(strict: true) == [])
        }
    }
}
