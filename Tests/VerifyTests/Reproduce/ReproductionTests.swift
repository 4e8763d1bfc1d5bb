import Archive
import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

/// An image beside what was made anew: the first difference of every layer is told, with what likely made it.
struct ReproductionTests {
    private func report(
        _ old: (layout: ImageLayout, image: Descriptor), _ new: (layout: ImageLayout, image: Descriptor)
    ) async throws -> ReproductionReport {
        try await ReproductionCheck(jobs: 2).report(
            on: old.image, in: old.layout, rebuilt: new.image, in: new.layout)
    }

    private func told(_ report: ReproductionReport) -> [String] {
        report.findings.filter { $0.code != .reproduceConfig }.map { finding in
            "\(finding.code) \(finding.layer?.description ?? "-") \(finding.path?.description ?? "-"): "
                + "\(finding.expected?.description ?? "-") → \(finding.actual?.description ?? "-")"
        }
    }

    @Test func `the same image is the same to the bit`() async throws {
        try await withTemporaryDirectory { directory in
            let report = try await report(
                LockedImage().write(to: directory.appending("old")), LockedImage().write(to: directory.appending("new"))
            )
            #expect(report.isEqual)
            #expect(report.findings == [])
            #expect(report.line == "reproduce: the same image to the bit")
        }
    }

    @Test(arguments: Deviation.all)
    func `tells the first difference and its likely cause`(_ deviation: Deviation) async throws {
        try await withTemporaryDirectory { directory in
            var image = LockedImage()
            deviation.spoil(&image)
            let report = try await report(
                LockedImage().write(to: directory.appending("old")), image.write(to: directory.appending("new")))
            #expect(!report.isEqual)
            // Digests of contents that other tests know are left out of the longer ones.
            let found = told(report).map { deviation.finding.contains("…") ? ReproductionTests.withoutDigests($0) : $0 }
            #expect(found == [deviation.finding])
        }
    }

    private static func withoutDigests(_ text: String) -> String { text.replacing(/, [0-9a-f]{12}/, with: ", …") }

    @Test func `tells another compressor, and where its bytes differ first`() async throws {
        try await withTemporaryDirectory { directory in
            let old = try SampleImage.sound()
            var new = old
            new.layers[0].compression = try Compression(.gzip, level: 9)
            new.layers[0].tar += []
            let (before, after) = (
                try old.write(to: directory.appending("old")), try new.write(to: directory.appending("new"))
            )
            let report = try await report((before.layout, before.descriptor), (after.layout, after.descriptor))
            let finding = try #require(report.findings.first)
            #expect(finding.code == .reproduceCompression)
            #expect(finding.layer?.description == "base")
            #expect(
                finding.actual?.description.contains("of the blob; likely another build of the same compressor") == true
            )
        }
    }

    @Test func `tells other layers and another configuration`() async throws {
        try await withTemporaryDirectory { directory in
            var new = try SampleImage.sound()
            new.layers.removeLast()
            new.editConfig = { $0.swapping("\"created_by\":\"test\"", "\"created_by\":\"other\"") }
            let (before, after) = (
                try SampleImage.sound().write(to: directory.appending("old")),
                try new.write(to: directory.appending("new"))
            )
            let report = try await report((before.layout, before.descriptor), (after.layout, after.descriptor))
            #expect(report.findings.map(\.code).first == .reproduceLayers)
            let config = report.findings.filter { $0.code == .reproduceConfig }
            #expect(config.first?.expected?.description == "history[0].created_by=\"test\"")
            #expect(config.first?.actual?.description == "history[0].created_by=\"other\"")
        }
    }

    @Test func `takes local inputs out of an image, those that are as they are locked`() throws {
        try withTemporaryDirectory { directory in
            let (layout, image) = try LockedImage().write(to: directory.appending("layout"))
            func digest(_ text: String) -> JSON { .string(Digest(of: Array(text.utf8)).description) }
            let lock: JSON = [
                "layers": [
                    [
                        "name": "model", "kind": "model",
                        "content": [
                            "path": "opt/model",
                            "files": [["name": "weights.bin", "source": "models/w.bin", "digest": digest("weights")]],
                        ],
                    ],
                    [
                        "name": "files", "kind": "files",
                        "content": [
                            "entries": [
                                ["path": "srv/data", "source": "../outside", "digest": digest("data")],
                                ["path": "srv/none", "source": "none", "digest": digest("none")],
                            ]
                        ],
                    ],
                    [
                        "name": "runtime", "kind": "runtime",
                        "content": ["path": "opt/rt", "program": ["digest": digest("program")]],
                    ],
                    [
                        "name": "libraries", "kind": "files",
                        "content": [
                            "entries": [["path": "etc/ld.so.cache", "source": "cache", "digest": digest("another")]]
                        ],
                    ],
                ]
            ]
            let target = directory.appending("inputs")
            try target.createDirectories()
            let extraction = try CarriedInputs(of: lock).extract(from: image, in: layout, to: target)
            #expect(extraction.count == 2)
            #expect(extraction.missing == ["../outside", "none", "cache"])
            #expect(try target.appending("models/w.bin").bytes() == Array("weights".utf8))
            #expect(try #require(extraction.program).bytes() == Array("program".utf8))
            #expect(try directory.appending("outside").status() == nil)
        }
    }

    @Test func `reads the recipe and the lock that an image names, and no others`() throws {
        try withTemporaryDirectory { directory in
            let (layout, image) = try LockedImage().write(to: directory.appending("sound"))
            let carried = try #require(try CarriedDocuments(of: image, in: layout))
            #expect(carried.recipe == LockedImage.recipe)
            #expect(try LockFacts(JSON(parsing: carried.lock)).layers.count == 6)
            var bare = LockedImage()
            bare.hasRecipe = false
            let (other, second) = try bare.write(to: directory.appending("bare"))
            #expect(try CarriedDocuments(of: second, in: other) == nil)
        }
    }
}
