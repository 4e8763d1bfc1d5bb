import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

struct LayerWriterTests {
    /// A plan of every kind of content, of 3 MB, so that the compressors cut it into more than one piece.
    private static func plan(in directory: FilePath) throws -> LayerPlan {
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 11) & 0x3f }
        let file = directory.appending("file")
        try file.replace(with: Array("from a file\n".utf8))
        func entry(_ path: String, _ kind: TarEntry.Kind, mode: UInt16) throws -> TarEntry {
            try TarEntry(path: TarPath(path), kind: kind, mode: mode, modified: 1_793_491_200)
        }
        return try LayerPlan(
            [
                LayerEntry(try entry("srv", .directory, mode: 0o755)),
                LayerEntry(try entry("srv/bytes", .file(size: 5), mode: 0o640), content: .bytes(Array("bytes".utf8))),
                LayerEntry(
                    try entry("srv/file", .file(size: 12), mode: 0o644), content: .file(file),
                    digest: Digest(of: Array("from a file\n".utf8))),
                LayerEntry(
                    try entry("srv/large", .file(size: 3_000_000), mode: 0o755),
                    content: .stream { receive in
                        try large.withUnsafeBytes { all in
                            try receive(UnsafeRawBufferPointer(rebasing: all[..<1_000_001]))
                            try receive(UnsafeRawBufferPointer(rebasing: all[1_000_001...]))
                        }
                    }, digest: Digest(of: large)),
                LayerEntry(try entry("srv/link", .symbolicLink(target: Array("file".utf8)), mode: 0o777)),
            ], epoch: 0)
    }

    private static let diffID = "sha256:d9b86fe213df92b58711d2d8381c38921b1bca88983c93e449742539d38e8499"

    /// The blobs' digests with the compressors that they were taken with; another version may make other bytes.
    private static let golden: [(compression: Compression, compressor: String?, digest: String)] = [
        (.none, nil, diffID),
        (.gzip, "libdeflate 1.14", "sha256:c0252d2a5cbf61a6aa0d63d1675bb79122e6d9dab3439800229541b4d685d361"),
        (.zstd, "zstd 1.5.4", "sha256:297ebf4d59b365da2789e1f42059cfb96f89400166a80b1ba3b056b572deb3e9"),
    ]

    @Test(arguments: [0, 1, 2])
    func `writes the same bytes on every machine, with one worker and with two`(index: Int) async throws {
        let (compression, compressor, expected) = Self.golden[index]
        try await withTemporaryDirectory { directory in
            let layout = try ImageLayout(creatingAt: directory.appending("store"))
            let plan = try Self.plan(in: directory)
            let one = try LayerWriter(layout: layout, workers: 1).write(plan, compression: compression)
            let two = try LayerWriter(layout: layout, workers: 2).write(plan, compression: compression)
            #expect(one == two)
            #expect(one.diffID.description == Self.diffID)
            #expect(one.descriptor.mediaType == .layer(compressedBy: compression.codec))
            #expect(try layout.contains(one.descriptor))
            if compression.compressor == compressor { #expect(one.descriptor.digest.description == expected) }
            // Another decompressor and another hash agree.
            let blob = layout.path(of: one.descriptor.digest)
            let tar =
                switch compression.codec {
                case .none: try blob.read(limit: 1 << 26)
                case .gzip: try await Tool("gzip")("-dc", input: blob.read(limit: 1 << 26))
                case .zstd: try await Tool("zstd")("-dc", input: blob.read(limit: 1 << 26))
                }
            #expect(tar.count == Int(plan.tarSize))
            let judged = try await Tool("openssl")("dgst", "-sha256", "-r", input: tar)
            #expect(String(decoding: judged, as: UTF8.self).hasPrefix(one.diffID.digest.hex + " "))
        }
    }

    @Test(arguments: [Compression.none, .gzip, .zstd])
    func `bsdtar reads what was written`(compression: Compression) async throws {
        try await withTemporaryDirectory { directory in
            let layout = try ImageLayout(creatingAt: directory.appending("store"))
            let layer = try LayerWriter(layout: layout, workers: 2)
                .write(Self.plan(in: directory), compression: compression)
            let blob = layout.path(of: layer.descriptor.digest).string
            #expect(
                try await layout.listing(of: layer.descriptor) == [
                    "./srv time=1793491200.0 mode=755 gid=0 uid=0 type=dir",
                    "./srv/bytes time=1793491200.0 mode=640 gid=0 uid=0 type=file size=5",
                    "./srv/file time=1793491200.0 mode=644 gid=0 uid=0 type=file size=12",
                    "./srv/large time=1793491200.0 mode=755 gid=0 uid=0 type=file size=3000000",
                    "./srv/link time=1793491200.0 mode=777 gid=0 uid=0 type=link link=file",
                ])
            let content = try await Tool("bsdtar")("-xOf", blob, "srv/bytes", "srv/file")
            #expect(content == Array("bytesfrom a file\n".utf8))
        }
    }

    @Test(arguments: [Compression.none, .gzip, .zstd])
    func `leaves no blob of content that is not the expected`(compression: Compression) throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let writer = LayerWriter(layout: fixture.layout, workers: 2)
            let path = try TarPath("srv/file")
            let expected = Digest(of: Array("other".utf8))
            func write(size: Int64, _ content: LayerEntry.Content, _ digest: Digest?) throws {
                let tar = try TarEntry(path: path, kind: .file(size: size), mode: 0o644, modified: 0)
                _ = try writer.write(
                    LayerPlan([LayerEntry(tar, content: content, digest: digest)], epoch: 0), compression: compression)
            }
            let bytes = Array("bytes".utf8)
            #expect(throws: ComposeError.content(path, expected: expected, actual: Digest(of: bytes))) {
                try write(size: 5, .bytes(bytes), expected)
            }
            #expect(throws: TarError.contentSize(path, expected: 6, actual: 5)) {
                try write(size: 6, .bytes(bytes), Digest(of: bytes))
            }
            #expect(throws: TarError.contentSize(path, expected: 4, actual: 5)) {
                try write(size: 4, .bytes(bytes), Digest(of: bytes))
            }
            struct Fault: Error {}
            #expect(throws: Fault.self) { try write(size: 5, .stream { _ in throw Fault() }, nil) }
            #expect(throws: FileError.self) { try write(size: 5, .file(directory.appending("missing")), nil) }
            #expect(try fixture.blobs().isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `neither thread waits for one that gave up`() throws {
        try withTemporaryDirectory { directory in
            let layout = try ImageLayout(creatingAt: directory.appending("store"))
            let writer = LayerWriter(layout: layout, workers: 2)
            // More than is ever under way, in pieces and at once.
            let large = [UInt8](repeating: 7, count: 20 << 20)
            func entry(_ path: String, _ content: LayerEntry.Content, digest: Digest? = nil) throws -> LayerEntry {
                let tar = try TarEntry(
                    path: TarPath(path), kind: .file(size: Int64(large.count)), mode: 0o644, modified: 0)
                return LayerEntry(tar, content: content, digest: digest)
            }
            struct Fault: Error {}
            let contents: [LayerEntry.Content] = [
                .bytes(large),
                .stream { receive in
                    for _ in 0..<20 << 10 {
                        try large[..<1024].withUnsafeBytes { try receive($0) }
                    }
                },
            ]
            for content in contents {
                // The packing thread ends first, in the middle of all; then the unpacking one does.
                let wrong = try LayerPlan(
                    [
                        try entry("a", content, digest: Digest(of: [])), try entry("b", content),
                        try entry("c", content),
                    ], epoch: 0)
                #expect(throws: ComposeError.self) { try writer.write(wrong, compression: .zstd) }
                let broken = try LayerPlan(
                    [try entry("a", content), try entry("b", .stream { _ in throw Fault() })], epoch: 0)
                #expect(throws: Fault.self) { try writer.write(broken, compression: .gzip) }
            }
            try layout.root.appending("blobs").removeTree()
            let sound = try LayerPlan([try entry("a", contents[0])], epoch: 0)
            #expect(throws: LayoutError.self) { try writer.write(sound, compression: .none) }
        }
    }

    @Test func `a plan of nothing is a layer of two empty blocks`() throws {
        try withTemporaryDirectory { directory in
            let layout = try ImageLayout(creatingAt: directory.appending("store"))
            let layer = try LayerWriter(layout: layout, workers: 1).write(LayerPlan([], epoch: 0), compression: .none)
            #expect(layer.descriptor.size == 1024)
            #expect(layer.diffID.digest == Digest(of: [UInt8](repeating: 0, count: 1024)))
        }
    }
}
