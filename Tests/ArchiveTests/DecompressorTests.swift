import Archive
import SystemPackage
import TestSupport
import Testing

struct DecompressorTests {
    private static func decompress(
        _ bytes: [UInt8], _ codec: Codec, limit: Int64 = 1 << 30, windowLog: Int = 27, pieces: Int = 1 << 16
    ) throws -> (content: [UInt8], summary: DecompressionSummary) {
        let sink = Sink()
        let limits = DecompressionLimits(maximumOutput: limit, maximumWindowLog: windowLog)
        var decompressor = try Decompressor(codec, limits: limits, output: sink.take)
        try inPieces(bytes, of: pieces) { try decompressor.write($0) }
        return try (sink.bytes, decompressor.finish())
    }

    private static func fault(_ bytes: [UInt8], _ codec: Codec, pieces: Int = 1 << 16) -> CodecError.Fault? {
        do {
            _ = try decompress(bytes, codec, pieces: pieces)
            return nil
        } catch CodecError.damaged(_, let fault, _) {
            return fault
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    private static let text = Array("imagesmith imagesmith imagesmith, ".utf8) + noise(300)

    @Test(arguments: [Codec.gzip, .zstd], [1, 7, 1 << 20])
    func `reads what the codec's own tool makes`(codec: Codec, pieces: Int) async throws {
        let content = noise(300_000, mask: 0x0f)
        let bytes = try await Tool(codec.rawValue)("-c", input: content)
        let result = try Self.decompress(bytes, codec, pieces: pieces)
        #expect(result.content == content)
        #expect(result.summary.members == 1 && result.summary.outputSize == 300_000)
        #expect(result.summary.inputSize == Int64(bytes.count))
    }

    @Test func `sees a time and a name in a gzip header`() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("a")
            try write(Self.text, to: file)
            let named = try await Tool("gzip")("-c", file.string)
            #expect(try Self.decompress(named, .gzip).summary.hasVolatileHeader)
            let plain = try await Tool("gzip")("-nc", file.string)
            #expect(try !Self.decompress(plain, .gzip).summary.hasVolatileHeader)
        }
    }

    @Test(arguments: [1, 5, 1 << 20])
    func `reads several members and frames as one stream`(pieces: Int) async throws {
        let gzip = try await Tool("gzip")("-c", input: Self.text)
        let twice = try Self.decompress(gzip + gzip, .gzip, pieces: pieces)
        #expect(twice.content == Self.text + Self.text && twice.summary.members == 2)
        let zstd = try await Tool("zstd")("-c", input: Self.text)
        let (skipped, empty) = (unhex("502a4d18 03000000 010203"), unhex("5f2a4d18 00000000"))
        let mixed = try Self.decompress(skipped + zstd + empty + zstd + skipped, .zstd, pieces: pieces)
        #expect(mixed.content == Self.text + Self.text && mixed.summary.members == 2)
    }

    @Test(arguments: [Codec.gzip, .zstd], [1, 1 << 20])
    func `refuses a stream that is cut anywhere`(codec: Codec, pieces: Int) throws {
        let bytes = try CompressorTests.compress(Self.text, Compression(codec))
        for count in 0..<bytes.count {
            #expect(Self.fault(Array(bytes[..<count]), codec, pieces: pieces) == .truncated)
            if count > 0 { #expect(Self.fault(bytes + bytes[..<count], codec, pieces: pieces) == .truncated) }
        }
    }

    @Test func `refuses zstd without a single frame`() {
        #expect(Self.fault(unhex("502a4d18 00000000"), .zstd) == .truncated)
    }

    @Test(arguments: [Codec.gzip, .zstd], [1, 1 << 20])
    func `refuses what follows the last member or frame`(codec: Codec, pieces: Int) throws {
        let bytes = try CompressorTests.compress(Self.text, Compression(codec))
        for garbage: [UInt8] in [
            [0], [0, 0, 0, 0, 0, 0, 0, 0], [0x1f, 0x8c], [0x28, 0xb5, 0x2f, 0xfc], [0x50, 0x2b],
        ] {
            #expect(Self.fault(bytes + garbage, codec, pieces: pieces) == .trailingGarbage)
        }
        let other = try CompressorTests.compress(Self.text, codec == .gzip ? .zstd : .gzip)
        #expect(Self.fault(bytes + other, codec, pieces: pieces) == .trailingGarbage)
        #expect(Self.fault(other, codec, pieces: pieces) == .header)
    }

    @Test(arguments: [Codec.gzip, .zstd])
    func `never takes changed bytes for another content`(codec: Codec) throws {
        let bytes = try CompressorTests.compress(Self.text, Compression(codec))
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                if Self.fault(damaged, codec) == nil {
                    #expect(try Self.decompress(damaged, codec).content == Self.text)
                }
            }
        }
    }

    @Test func `tells checksum, length, header and data apart`() throws {
        let bytes = try CompressorTests.compress(Self.text, .gzip)
        func fault(at index: Int, xor mask: UInt8 = 1) -> CodecError.Fault? {
            var damaged = bytes
            damaged[index] ^= mask
            return Self.fault(damaged, .gzip)
        }
        #expect(fault(at: bytes.count - 8) == .checksum)
        #expect(fault(at: bytes.count - 1) == .length)
        #expect(fault(at: 2) == .header)
        #expect(fault(at: 3, xor: 0x20) == .header)
        #expect(fault(at: 10, xor: bytes[10] ^ 0x07) == .data("invalid block type"))
        var zstd = try CompressorTests.compress(Self.text, .zstd)
        zstd[zstd.count - 1] ^= 1
        #expect(Self.fault(zstd, .zstd) == .checksum)
        // A dictionary's number in the header: descriptor 0x21 has one byte of it.
        #expect(Self.fault(unhex("28b52ffd 21 07 00 010000"), .zstd) == .dictionary)
    }

    @Test func `says at which byte it stopped`() throws {
        let bytes = try CompressorTests.compress(Self.text, .gzip)
        let error = CodecError.damaged(.gzip, .trailingGarbage, offset: Int64(bytes.count))
        #expect(throws: error) { try Self.decompress(bytes + [7], .gzip) }
        #expect(
            error.description
                == "cannot decompress the gzip stream: at byte \(bytes.count) something follows that is not "
                + "part of the stream")
        #expect(throws: CodecError.damaged(.zstd, .truncated, offset: 0)) { try Self.decompress([], .zstd) }
    }

    @Test(arguments: Codec.allCases)
    func `gives out no more than the limit`(codec: Codec) throws {
        let bytes = try CompressorTests.compress([UInt8](repeating: 0, count: 32 << 20), Compression(codec))
        #expect(try Self.decompress(bytes, codec, limit: 32 << 20).content.count == 32 << 20)
        let sink = Sink()
        let limit: Int64 = (32 << 20) - 1
        var decompressor = try Decompressor(codec, limits: DecompressionLimits(maximumOutput: limit), output: sink.take)
        do {
            try inPieces(bytes, of: 4096) { try decompressor.write($0) }
            Issue.record("the limit was passed")
        } catch CodecError.damaged(_, let fault, _) {
            #expect(fault == .outputLimit(limit))
        }
        #expect(sink.bytes.count <= Int(limit))
        #expect(throws: CodecError.closed) { try decompressor.finish() }
    }

    @Test func `refuses a zstd window above the limit`() throws {
        // A frame header with a window of 2^28, and one empty block.
        let bytes = unhex("28b52ffd 00 90 010000")
        #expect(Self.fault(bytes, .zstd) == .windowLimit(27))
        #expect(try Self.decompress(bytes, .zstd, windowLog: 28).content == [])
    }

    /// The library takes a frame that it gets whole at once for granted where it looks closer at one in pieces.
    @Test(
        arguments: [
            // An empty run as the only block; the library refuses it, unless it has the whole frame.
            ("28b52ffd 23 00000000 00 030000a5", .data("Data corruption detected")),
            // What follows the descriptor is a whole frame by itself: a window, a size, a block of 1055 bytes.
            ("28b52ffd 40 28 b52f fd2000 01000000", .truncated),
        ] as [(String, CodecError.Fault)])
    func `judges a zstd frame alike wherever it is cut`(frame: String, fault: CodecError.Fault) {
        let bytes = unhex(frame)
        for pieces in 1...bytes.count { #expect(Self.fault(bytes, .zstd, pieces: pieces) == fault, "\(pieces)") }
        for first in 1..<bytes.count {
            let error = #expect(throws: CodecError.self) {
                var decompressor = try Decompressor(.zstd, limits: DecompressionLimits(maximumOutput: 1 << 20)) { _ in }
                for part in [bytes[..<first], bytes[first...]] {
                    try Array(part).withUnsafeBytes { try decompressor.write($0) }
                }
                _ = try decompressor.finish()
            }
            guard case .damaged(.zstd, fault, _) = error else {
                Issue.record("cut after \(first): \(String(describing: error))")
                continue
            }
        }
    }

    @Test func `refuses formats from before zstd 1`() {
        #expect(Self.fault(unhex("27b52ffd 00 90 010000"), .zstd) == .header)
    }

    @Test(arguments: Codec.allCases)
    func `passes on what its output throws`(codec: Codec) throws {
        struct Full: Error {}
        let bytes = try CompressorTests.compress(Self.text, Compression(codec))
        var decompressor = try Decompressor(codec, limits: DecompressionLimits(maximumOutput: 1 << 20)) { _ in
            throw Full()
        }
        #expect(throws: Full.self) { try bytes.withUnsafeBytes { try decompressor.write($0) } }
        #expect(throws: CodecError.closed) { try decompressor.finish() }
    }

    @Test(arguments: [1, 1 << 20])
    func `finds the end of a raw deflate stream`(pieces: Int) throws {
        let gzip = try CompressorTests.compress(Self.text, .gzip)
        let raw = Array(gzip[10..<gzip.count - 8])
        let sink = Sink()
        var inflater = try RawInflater()
        var taken = 0
        try inPieces(raw + [1, 2, 3], of: pieces) { taken += try inflater.write($0, receive: sink.take) }
        #expect(sink.bytes == Self.text)
        let (hasEnded, consumed) = (inflater.hasEnded, inflater.consumed)
        #expect(hasEnded && taken == raw.count && consumed == Int64(raw.count))
        var cut = try RawInflater()
        _ = try raw.dropLast().withUnsafeBytes { try cut.write($0) { _ in } }
        let cutHasEnded = cut.hasEnded
        #expect(!cutHasEnded)
    }
}
