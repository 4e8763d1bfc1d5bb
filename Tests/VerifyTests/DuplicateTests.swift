import Archive
import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

struct DuplicateTests {
    private static func report(
        _ layers: [(name: String, tar: [UInt8])], smallest: Int64 = 10
    ) async throws -> DuplicateReport {
        try await withTemporaryDirectory { root in
            let image = SampleImage(
                layers: zip(layers, [Compression.gzip, .zstd, .none]).map { layer, compression in
                    .init(tar: layer.tar, compression: compression, name: layer.name)
                })
            let written = try image.write(to: root)
            return try await DuplicateReport(
                of: written.descriptor, in: written.layout, smallest: smallest, jobs: 2)
        }
    }

    private static let (cuda, other, model) = ("cuda runtime 12.4", "cuda runtime 12.1", "weights of a model")

    @Test func `names files that are there twice, and the bytes that could be saved`() async throws {
        let report = try await Self.report([
            ("base", try RawTar.sound([("usr/lib/libcudart.so.12", Self.cuda), ("usr/share/small", "x")])),
            (
                "python",
                RawTar.file("site/nvidia/libcudart.so.12", Self.cuda) + RawTar.file("site/model", Self.model)
                    + RawTar.hardLink("site/model-too", "site/model") + RawTar.file("site/small", "x") + RawTar.end
            ),
            ("model", try RawTar.sound([("opt/model", Self.model), ("usr/lib/libcudart.so.12", Self.cuda)])),
        ])
        #expect(
            report.json == [
                "smallest": 10, "savable": 52,
                "equal": [
                    [
                        "savable": 34,
                        "files": [
                            Self.file("base", "usr/lib/libcudart.so.12", Self.cuda),
                            Self.file("python", "site/nvidia/libcudart.so.12", Self.cuda),
                            Self.file("model", "usr/lib/libcudart.so.12", Self.cuda),
                        ],
                    ],
                    [
                        "savable": 18,
                        "files": [
                            Self.file("python", "site/model", Self.model), Self.file("model", "opt/model", Self.model),
                        ],
                    ],
                ],
                "hidden": [["file": Self.file("base", "usr/lib/libcudart.so.12", Self.cuda), "by": "model"]],
                "libraries": [],
            ])
    }

    @Test func `names libraries of one name that are not the same, however small`() async throws {
        let report = try await Self.report(
            [
                (
                    "base",
                    try RawTar.sound([
                        ("lib/libcurand.so.10.3", Self.cuda), ("lib/libz.so", "1"), ("lib/libm.so.x", "1"),
                    ])
                ),
                (
                    "python",
                    try RawTar.sound([
                        ("p/libcurand.so.10.3", Self.other), ("p/libcurand.so.11", "1"), ("p/libz.so", "1"),
                        ("p/libm.so.x", "2"), ("q/libcurand.so.11", "2"),
                    ])
                ),
            ], smallest: 1000)
        #expect(report.equal.isEmpty && report.hidden.isEmpty && report.savable == 0)
        #expect(report.libraries.map(\.name.description) == ["libcurand.so.10.3"])
        #expect(report.libraries[0].files.map(\.path.description) == ["lib/libcurand.so.10.3", "p/libcurand.so.10.3"])
    }

    /// What an upper layer says, and whether `a/b/file` below it can still be seen.
    private static let veils: [(upper: [UInt8], hides: Bool)] = [
        (RawTar.file("a/b/file", "another content"), true),
        (RawTar.symlink("a/b/file", "x"), true),
        (RawTar.directory("a/b/file"), true),
        (RawTar.empty("a/b/.wh.file"), true),
        (RawTar.empty("a/.wh.b"), true),
        (RawTar.empty("a/b/.wh..wh..opq"), true),
        (RawTar.empty("a/.wh..wh..opq"), true),
        (RawTar.file("a", "x"), true),
        (RawTar.directory("a/b"), false),
        (RawTar.empty("a/b/.wh.other"), false),
        (RawTar.file("a/b/file2", "x"), false),
    ]

    @Test(arguments: veils.indices)
    func `tells what no container sees`(index: Int) async throws {
        let (upper, hides) = Self.veils[index]
        let report = try await Self.report([
            ("lower", try RawTar.sound([("a/b/file", Self.model)])), ("upper", upper + RawTar.end),
        ])
        #expect(report.hidden.map(\.file.path.description) == (hides ? ["a/b/file"] : []))
        #expect(report.hidden.map(\.by) == (hides ? ["upper"] : []))
        #expect(report.savable == (hides ? 18 : 0))
    }

    @Test func `refuses a layer that is damaged`() async throws {
        try await withTemporaryDirectory { root in
            var image = try SampleImage.sound()
            image.layers[2].tar = RawTar.file("../out")
            let written = try image.write(to: root)
            await #expect(
                throws: DiffError.archive(
                    written.layers[2].digest, .tarPathEscape, path: PrintableText(Array("../out".utf8)))
            ) {
                try await DuplicateReport(of: written.descriptor, in: written.layout, jobs: 2)
            }
        }
    }

    private static func file(_ layer: String, _ path: String, _ content: String) -> JSON {
        [
            "layer": .string(layer), "path": .string(path), "size": .integer(Int64(content.utf8.count)),
            "digest": .string(Digest(of: content.utf8).description),
        ]
    }
}
