@testable import Archive
@testable import Layers
import OCI
import SystemPackage
import TestSupport
import Testing

/// Layers of wheels for those who take gzip alone: the wheels' own deflate streams.
struct SplicedLayerTests {
    /// Text that compresses to about half of it.
    private static func noise(_ count: Int) -> String {
        var state: UInt64 = 7
        let digits = Array("0123456789abcdef".utf8)
        let bytes = (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return digits[Int(state >> 60)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A wheel with files on both sides of each limit: 64 KiB packed, 16 MiB in all.
    private static let fixture = WheelFixture(files: [
        .init(name: "demo/__init__.py", text: "answer = 42\n"),
        .init(name: "demo/large.txt", text: noise(400_000)),
        .init(name: "demo/small.txt", text: noise(40_000)),
        .init(name: "demo/tool.txt", text: noise(300_000) + "x", mode: 0o100755),
        .init(name: "demo/vast.txt", text: String(repeating: noise(100_000), count: 180)),
    ])

    private struct Sample {
        let store: StoreFixture
        let layer: LockedLayer
        let wheel: FilePath

        init(in directory: FilePath, compression: Compression = .gzip) async throws {
            store = try StoreFixture(in: directory)
            let made = try await SplicedLayerTests.fixture.make(in: directory)
            wheel = store.cache.path(of: made.locked.digest)
            try made.path.rename(to: wheel)
            let target = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
            let lock = try WheelsLock(
                python: target, layout: WheelsLayout(scheme: .debian(target)), requested: [made.locked.project],
                wheels: [made.locked])
            layer = LockedLayer(
                name: "app", request: Digest(of: "app".utf8), compression: compression, content: .wheels(lock))
        }

        func compose(jobs: Int = 2) async throws -> ComposedLayer {
            try await store.compose([layer], jobs: jobs)[0].layer
        }

        func blob(_ layer: ComposedLayer) -> FilePath { store.layout.path(of: layer.descriptor.digest) }

        /// The bytes of the wheel that a file's deflate stream is.
        func stream(of name: String) throws -> ArraySlice<UInt8> {
            let entry = try #require(try ZipArchive(wheel).entries.first { $0.name == name })
            let start = Int(entry.dataOffset)
            return try wheel.read(limit: 64 << 20)[start..<start + Int(entry.compressedSize)]
        }
    }

    private static let site = "usr/local/lib/python3.11/dist-packages/demo"

    @Test func `holds the streams of large files as they stand in the wheel, and is the same tar`() async throws {
        try await withTemporaryDirectory { directory in
            let sample = try await Sample(in: directory)
            let layer = try await sample.compose()
            let blob = try sample.blob(layer).read(limit: 64 << 20)
            for (name, isSpliced) in [
                ("demo/large.txt", true), ("demo/tool.txt", true), ("demo/vast.txt", true), ("demo/small.txt", false),
                ("demo/__init__.py", false),
            ] {
                let stream = try sample.stream(of: name)
                #expect((stream.count >= 65536) == isSpliced)
                #expect((blob.firstRange(of: stream) != nil) == isSpliced, "\(name)")
            }
            try await withTemporaryDirectory { other in
                let plain = try await Sample(in: other, compression: .none).compose()
                #expect(plain.diffID == layer.diffID && plain.descriptor.digest == plain.diffID.digest)
            }
            // Another inflater and another hash.
            try await Tool("gzip")("-t", input: blob)
            let judged = try await Tool("openssl")("dgst", "-sha256", "-r", input: Tool("gzip")("-dc", input: blob))
            #expect(String(decoding: judged, as: UTF8.self).hasPrefix(layer.diffID.digest.hex + " "))
        }
    }

    @Test func `is the same with one worker and with three, in two stores`() async throws {
        var digests: Set<Digest> = []
        for jobs in [1, 3, 2] {
            try await withTemporaryDirectory { directory in
                _ = digests.insert(try await Sample(in: directory).compose(jobs: jobs).descriptor.digest)
            }
        }
        #expect(digests.count == 1)
    }

    @Test func `says in its lock what its bytes depend on`() async throws {
        try await withTemporaryDirectory { directory in
            let sample = try await Sample(in: directory)
            let library = try #require(Compression.gzip.compressor)
            #expect(sample.layer.compressor == "splice 1 + \(library)")
            #expect(sample.layer.compressionText == "splice 1 + \(library) level 6")
            #expect(try LockedLayer(JSONField(sample.layer.json)) == sample.layer)
            // Other layers hold no streams of wheels.
            #expect(try sample.store.model("m", files: [("a", "1")], compression: .gzip).compressor == library)
            // A lock that was made before there were splices would get other bytes.
            let text = String(decoding: sample.layer.json.canonical(), as: UTF8.self)
                .replacing("splice 1 + ", with: "")
            let old = try LockedLayer(JSONField(JSON(parsing: Array(text.utf8))))
            await #expect(
                throws: ComposeError.compressor(layer: "app", locked: library, here: "splice 1 + \(library)")
            ) {
                try await sample.store.compose([old])
            }
        }
    }

    @Test func `bsdtar and Python read every file`() async throws {
        try await withTemporaryDirectory { directory in
            let sample = try await Sample(in: directory)
            let blob = try await sample.blob(sample.compose()).string
            let script = """
                import gzip, hashlib, io, sys, tarfile
                raw = gzip.decompress(open(sys.argv[1], "rb").read())
                for member in tarfile.open(fileobj=io.BytesIO(raw)):
                    if "/demo/" in member.name:
                        content = tarfile.open(sys.argv[1], "r:gz").extractfile(member.name).read()
                        print(member.name, oct(member.mode), hashlib.sha256(content).hexdigest())
                """
            let read = String(decoding: try await Tool("python3")("-c", script, blob), as: UTF8.self)
            let expected = Self.fixture.files.sorted { $0.name < $1.name }.map { file in
                let mode = file.mode == 0o100755 ? "0o755" : "0o644"
                return "\(Self.site)/\(file.name.dropFirst(5)) \(mode) \(Digest(of: file.text.utf8).hex)\n"
            }
            #expect(read == expected.joined())
            for file in Self.fixture.files {
                let content = try await Tool("bsdtar")("-xOf", blob, "\(Self.site)/\(file.name.dropFirst(5))")
                #expect(content == Array(file.text.utf8))
            }
        }
    }

    @Test func `skopeo, umoci and podman take it`() async throws {
        try await withTemporaryDirectory { directory in
            let sample = try await Sample(in: directory)
            let image = try await sample.store.image([sample.layer])
            try sample.store.layout.tag(image, as: RefName("app:1"))
            let layer = try #require(try sample.store.layout.manifest(image).layers.first)
            #expect(layer.mediaType == .layerGzip)

            try await Tool("skopeo")("copy", "-q", "oci:store:app:1", "oci:copied:app", in: directory)
            let unpacked = try await Tool("umoci").run(
                ["unpack", "--rootless", "--image", "copied:app", "bundle"], in: directory)
            #expect(unpacked.status == 0, "\(unpacked.errorText)")
            for file in Self.fixture.files {
                let path = directory.appending("bundle/rootfs/\(Self.site)/\(file.name.dropFirst(5))")
                #expect(try Digest(ofFile: path) == Digest(of: file.text.utf8))
            }

            let storage = "containers-storage:[vfs@\(directory)/root+\(directory)/run]localhost/app:1"
            try await Tool("skopeo")("copy", "-q", "oci:store:app:1", storage, in: directory)
            let podman = [
                "--root", "\(directory)/root", "--runroot", "\(directory)/run", "--storage-driver", "vfs",
                "--cgroup-manager=cgroupfs",
            ]
            let created = try await Tool("podman").run(podman + ["create", "localhost/app:1", "/none"])
            #expect(created.status == 0, "\(created.errorText)")
            let container = created.text.filter { !$0.isNewline }
            let exported = try await Tool("podman").run(podman + ["export", container])
            #expect(exported.status == 0, "\(exported.errorText)")
            let large = try await Tool("bsdtar")("-xOf", "-", "\(Self.site)/large.txt", input: exported.output)
            #expect(large == Array(Self.fixture.files[1].text.utf8))
        }
    }

    /// What a wheel's directory may say wrongly of a stream, and what comes of it.
    private static let lies: [(lie: String, fault: @Sendable (ZipEntry) -> ZipError.EntryFault)] = [
        ("checksum", { .checksum(expected: $0.crc32, actual: $0.crc32 ^ 1) }),
        ("longer content", { .size(expected: $0.size) }),
        ("shorter content", { .size(expected: $0.size) }),
        ("bytes behind the stream", { .compressedSize(expected: $0.compressedSize) }),
        ("a stream cut short", { .compressedSize(expected: $0.compressedSize) }),
    ]

    @Test(arguments: ["demo/large.txt", "demo/vast.txt"], 0..<5)
    func `leaves no blob of a stream that is not what the wheel says`(name: String, index: Int) async throws {
        try await withTemporaryDirectory { directory in
            let sample = try await Sample(in: directory)
            let zip = try ZipArchive(sample.wheel)
            let good = try #require(zip.entries.first { $0.name == name })
            var (crc32, size, compressed) = (good.crc32, good.size, good.compressedSize)
            switch index {
            case 0: crc32 ^= 1
            case 1: size += 1
            case 2: size -= 1
            case 3: compressed += 1
            default: compressed -= 1
            }
            let entry = ZipEntry(
                path: good.path, isDirectory: false, method: .deflated, compressedSize: compressed, size: size,
                crc32: crc32, unixMode: nil, dataOffset: good.dataOffset)
            let text = try #require(Self.fixture.files.first { $0.name == name }).text
            let layer = LayerEntry(
                try TarEntry(path: TarPath("file"), kind: .file(size: size), mode: 0o644, modified: 0),
                content: .packed(PackedFile(archive: zip, entry: entry, wheel: "w")), digest: Digest(of: text.utf8))
            let expected = WheelError.archive(
                "w", ZipError.entry(sample.wheel, Array(name.utf8), Self.lies[index].fault(entry)))
            for compression in [Compression.gzip, .zstd, .none] {
                #expect(throws: expected, "\(Self.lies[index].lie)") {
                    try LayerWriter(layout: sample.store.layout, workers: 2)
                        .write(LayerPlan([layer], epoch: 0), compression: compression)
                }
            }
            #expect(try sample.store.blobs().isEmpty)
        }
    }

    @Test(arguments: ["demo/large.txt", "demo/vast.txt"])
    func `leaves no blob of a file that is not what RECORD says`(name: String) async throws {
        try await withTemporaryDirectory { directory in
            let sample = try await Sample(in: directory)
            let zip = try ZipArchive(sample.wheel)
            let entry = try #require(zip.entries.first { $0.name == name })
            let text = try #require(Self.fixture.files.first { $0.name == name }).text
            let other = Digest(of: "other".utf8)
            let layer = LayerEntry(
                try TarEntry(path: TarPath("file"), kind: .file(size: entry.size), mode: 0o644, modified: 0),
                content: .packed(PackedFile(archive: zip, entry: entry, wheel: "w")), digest: other)
            let fault = WheelFault.digest(entry.path, recorded: other, actual: Digest(of: text.utf8))
            #expect(throws: WheelError.wheel("w", fault)) {
                try LayerWriter(layout: sample.store.layout, workers: 2)
                    .write(LayerPlan([layer], epoch: 0), compression: .gzip)
            }
            #expect(try sample.store.blobs().isEmpty)
        }
    }
}
