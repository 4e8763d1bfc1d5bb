import Archive
import SystemPackage
import TestSupport
import Testing

struct CompressorTests {
    static func compress(
        _ content: [UInt8], _ compression: Compression, pledged: Bool = true, workers: Int = 1, pieces: Int = 1 << 17
    ) throws -> [UInt8] {
        let sink = Sink()
        var compressor = try Compressor(
            compression, pledgedSize: pledged ? Int64(content.count) : nil, workers: workers, output: sink.take)
        try inPieces(content, of: pieces) { try compressor.write($0) }
        try compressor.finish()
        return sink.bytes
    }

    /// Repetitive in places and not in others, like a layer.
    static func content(_ count: Int) -> [UInt8] {
        let (block, text) = (noise(100_000), noise(300_000, seed: 7, mask: 0x1f))
        var bytes: [UInt8] = []
        var round: UInt8 = 0
        while bytes.count < count {
            bytes += text
            bytes += block
            bytes += [round, round, round]
            round &+= 1
        }
        return [UInt8](bytes.prefix(count))
    }

    @Test(
        arguments: [Codec.gzip, .zstd],
        [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20, 7 << 19])
    func `makes what the codec's own tool reads`(codec: Codec, size: Int) async throws {
        let content = Self.content(size)
        let bytes = try Self.compress(content, Compression(codec), workers: 2)
        let tool = Tool(codec.rawValue)
        try await tool("-t", input: bytes)
        #expect(try await tool("-dc", input: bytes) == content)
    }

    @Test(arguments: [Compression.none, .gzip, .zstd])
    func `depends neither on pieces nor on workers`(compression: Compression) throws {
        let content = Self.content(20 << 20)
        let one = try Self.compress(content, compression)
        for (workers, pieces) in [(1, 1 << 20), (2, 1000), (3, 77_777), (4, content.count)] {
            #expect(try Self.compress(content, compression, workers: workers, pieces: pieces) == one)
        }
    }

    @Test func `depends on nothing but content and level, as frozen here`() async throws {
        let content = Self.content(3 << 20)
        var digests: [String] = []
        for compression in [
            Compression.gzip, try Compression(.gzip, level: 1), .zstd, try Compression(.zstd, level: 9),
        ] {
            let bytes = try Self.compress(content, compression)
            let digest = try await sha256(bytes)
            digests.append("\(compression.compressor ?? "") \(compression.level) \(bytes.count) \(digest)")
        }
        #expect(
            digests == [
                "libdeflate 1.14 6 2257350 1b7c503b9d9b56d48f8d935f0421deb575b61007559ac0a1068bc5c3fa5bb9da",
                "libdeflate 1.14 1 2335334 7f41a088208f101f325d3afc83010e131637bc7432604dfa92254902d302be80",
                "zstd 1.5.4 3 298299 d809de8cf87834919ed00d70ff37385e7a4d4ef8a30b0454da977d1ae4186c2c",
                "zstd 1.5.4 9 298382 6477ceb061f7ccafbd7ee64721256440bd6d9c71a4662373eb5490b0e47876de",
            ])
    }

    @Test func `writes gzip members of 1 MiB without time or name`() throws {
        let bytes = try Self.compress(Self.content(5 << 19), .gzip)
        let sink = Sink()
        var decompressor = try Decompressor(.gzip, limits: DecompressionLimits(maximumOutput: .max), output: sink.take)
        try bytes.withUnsafeBytes { try decompressor.write($0) }
        let summary = try decompressor.finish()
        #expect(summary.members == 3 && !summary.hasVolatileHeader)
        #expect(hex(bytes.prefix(10)) == "1f8b08000000000000ff")
        let empty = hex(try Self.compress([], .gzip))
        #expect(empty == "1f8b08000000000000ff" + "010000ffff" + "00000000" + "00000000")
    }

    @Test func `writes the size into the zstd header if it is pledged, and a checksum always`() async throws {
        for (pledged, size) in [(true, "Decompressed Size: 300 KiB (307200 B)"), (false, nil)] {
            let bytes = try Self.compress(Self.content(300 << 10), .zstd, pledged: pledged)
            try await withTemporaryDirectory { directory in
                let file = directory.appending("x.zst")
                try write(bytes, to: file)
                let listed = try await Tool("zstd").run(["-lv", file.string]).text
                #expect(listed.contains("XXH64"))
                if let size { #expect(listed.contains(size)) } else { #expect(!listed.contains("Decompressed Size")) }
            }
        }
    }

    @Test(arguments: [Compression.none, .gzip, .zstd], [99, 101])
    func `refuses another number of bytes than was pledged`(compression: Compression, count: Int) throws {
        var compressor = try Compressor(compression, pledgedSize: 100) { _ in }
        #expect(throws: CodecError.pledgedSize(expected: 100, actual: Int64(count))) {
            try noise(count).withUnsafeBytes { try compressor.write($0) }
            try compressor.finish()
        }
        #expect(throws: CodecError.closed) { try compressor.finish() }
    }

    @Test func `knows its levels and its compressor`() throws {
        #expect(try Compression(.gzip) == .gzip && Compression(.zstd) == .zstd && Compression(.none) == .none)
        #expect(throws: CodecError.level(.zstd, 20, allowed: 1...19)) { try Compression(.zstd, level: 20) }
        #expect(throws: CodecError.level(.gzip, 0, allowed: 1...12)) { try Compression(.gzip, level: 0) }
        #expect(throws: CodecError.level(.none, 1, allowed: 0...0)) { try Compression(.none, level: 1) }
        #expect(Compression.zstd.description == "zstd level 3" && Compression.none.description == "none")
        #expect(Compression.none.compressor == nil)
        #expect(Compression.zstd.compressor?.hasPrefix("zstd 1.") == true)
        #expect(Compression.gzip.compressor?.hasPrefix("libdeflate 1.") == true)
    }

    @Test(arguments: [Compression.none, .gzip, .zstd])
    func `passes on what its output throws`(compression: Compression) throws {
        struct Full: Error {}
        var compressor = try Compressor(compression, pledgedSize: nil) { _ in throw Full() }
        #expect(throws: Full.self) {
            try Self.content(4 << 20).withUnsafeBytes { try compressor.write($0) }
            try compressor.finish()
        }
        #expect(throws: CodecError.closed) { try compressor.finish() }
    }
}
