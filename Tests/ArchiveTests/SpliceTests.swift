@testable import Archive
import SystemPackage
import TestSupport
import Testing

struct SpliceTests {
    /// "abc" as one stored block, which no compressor made (RFC 1951, section 3.2.4).
    private static let stored: [UInt8] = [0x01, 3, 0, 0xfc, 0xff] + Array("abc".utf8)

    private static func compress(_ body: (inout Compressor) throws -> Void) throws -> [UInt8] {
        let sink = Sink()
        var compressor = try Compressor(.gzip, pledgedSize: nil, workers: 2, output: sink.take)
        try body(&compressor)
        try compressor.finish()
        return sink.bytes
    }

    private static func write(_ text: String, to compressor: inout Compressor) throws {
        try Array(text.utf8).withUnsafeBytes { try compressor.write($0) }
    }

    private static func splice(_ stream: [UInt8], of content: [UInt8], into compressor: inout Compressor) throws {
        try compressor.beginSplice()
        try inPieces(stream, of: 3) { try compressor.splice($0) }
        try compressor.endSplice(checksum: ZipBuilder.crc32(content), size: Int64(content.count))
    }

    @Test func `keeps a deflate stream as it is, in a member of its own`() throws {
        let bytes = try Self.compress { try Self.splice(Self.stored, of: Array("abc".utf8), into: &$0) }
        #expect(hex(bytes) == "1f8b08000000000000ff" + "01" + "0300fcff" + "616263" + "c2412435" + "03000000")
    }

    @Test func `puts what stands before and after it into members of their own`() async throws {
        let bytes = try Self.compress { compressor in
            try Self.write("before ", to: &compressor)
            try Self.splice(Self.stored, of: Array("abc".utf8), into: &compressor)
            try Self.splice(Self.stored, of: Array("abc".utf8), into: &compressor)
            try Self.write(" after", to: &compressor)
        }
        try await Tool("gzip")("-t", input: bytes)
        #expect(try await Tool("gzip")("-dc", input: bytes) == Array("before abcabc after".utf8))
        let sink = Sink()
        var decompressor = try Decompressor(.gzip, limits: DecompressionLimits(maximumOutput: .max), output: sink.take)
        try bytes.withUnsafeBytes { try decompressor.write($0) }
        let summary = try decompressor.finish()
        #expect(summary.members == 4 && !summary.hasVolatileHeader)
    }

    @Test func `counts spliced content as content`() throws {
        func compress(pledged: Int64) throws {
            var compressor = try Compressor(.gzip, pledgedSize: pledged, output: Sink().take)
            try Self.splice(Self.stored, of: Array("abc".utf8), into: &compressor)
            #expect(compressor.inputSize == 3)
            try compressor.finish()
        }
        try compress(pledged: 3)
        #expect(throws: CodecError.pledgedSize(expected: 2, actual: 3)) { try compress(pledged: 2) }
        #expect(throws: CodecError.pledgedSize(expected: 4, actual: 3)) { try compress(pledged: 4) }
    }

    @Test(arguments: [Compression.none, .zstd])
    func `is refused by the other codecs`(compression: Compression) throws {
        #expect(!compression.canSplice && Compression.gzip.canSplice)
        var compressor = try Compressor(compression, pledgedSize: nil, output: Sink().take)
        #expect(throws: CodecError.unspliceable(compression.codec)) { try compressor.beginSplice() }
    }

    @Test func `is a bracket that nothing else stands in`() throws {
        var compressor = try Compressor(.gzip, pledgedSize: nil, output: Sink().take)
        #expect(throws: CodecError.closed) { try Self.stored.withUnsafeBytes { try compressor.splice($0) } }
        #expect(throws: CodecError.closed) { try compressor.endSplice(checksum: 0, size: 0) }
        try compressor.beginSplice()
        #expect(throws: CodecError.closed) { try compressor.beginSplice() }
        #expect(throws: CodecError.closed) { try Self.write("x", to: &compressor) }
        #expect(throws: CodecError.closed) { try compressor.finish() }
    }

    @Test func `a zip file hands over the stream before what is made of it`() async throws {
        try await withTemporaryDirectory { directory in
            // One that is inflated in one go, one in pieces, one stored.
            let script = """
                import zipfile
                with zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED) as a:
                    a.writestr("small", b"hello " * 1000)
                    a.writestr("large", bytes(i * i >> 9 & 15 for i in range(1 << 20)) * 17)
                    a.writestr("stored", b"plain", zipfile.ZIP_STORED)
                """
            try await Tool("python3")("-c", script, in: directory)
            let path = directory.appending("a.zip")
            let zip = try ZipArchive(path)
            let file = try ArchiveTests.read(path)
            for entry in zip.entries {
                var (packed, content): ([UInt8], [UInt8]) = ([], [])
                try zip.read(entry) {
                    packed += $0
                } receive: {
                    content += $0
                }
                let start = Int(entry.dataOffset)
                #expect(packed == Array(file[start..<start + Int(entry.compressedSize)]))
                #expect(Int64(content.count) == entry.size)
                let whole = try zip.whole(entry)
                #expect((whole != nil) == (entry.name == "small"))
                if let whole { #expect(whole.content == content && whole.packed == packed) }
            }
        }
    }
}
