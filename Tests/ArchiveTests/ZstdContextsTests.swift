import Archive
import Testing

struct ZstdContextsTests {
    private struct Full: Error {}

    private func compress(_ content: [UInt8], level: Int, pledged: Bool, _ contexts: ZstdContexts?) throws -> [UInt8] {
        let sink = Sink()
        var compressor = try Compressor(
            Compression(.zstd, level: level), pledgedSize: pledged ? Int64(content.count) : nil, reusing: contexts,
            output: sink.take)
        try content.withUnsafeBytes { try compressor.write($0) }
        try compressor.finish()
        return sink.bytes
    }

    @Test func `a context that was used before makes the same bytes`() throws {
        let contexts = ZstdContexts()
        for (size, level, pledged) in [
            (3 << 20, 3, false), (0, 3, false), (100, 9, true), (1 << 20, 3, true), (3 << 20, 3, false),
            (70_000, 1, false),
        ] {
            let content = CompressorTests.content(size)
            let reused = try compress(content, level: level, pledged: pledged, contexts)
            #expect(try reused == compress(content, level: level, pledged: pledged, nil))
        }
    }

    @Test func `a context that was left in the middle of a stream begins anew`() throws {
        let contexts = ZstdContexts()
        let content = CompressorTests.content(2 << 20)
        let packed = try compress(content, level: 3, pledged: true, nil)
        for _ in 0..<3 {
            do {
                var compressor = try Compressor(.zstd, pledgedSize: nil, reusing: contexts) { _ in throw Full() }
                #expect(throws: Full.self) {
                    try content.withUnsafeBytes { try compressor.write($0) }
                    try compressor.finish()
                }
            }
            #expect(try compress(content, level: 3, pledged: true, contexts) == packed)
            do {
                var half = try Decompressor(.zstd, limits: DecompressionLimits(maximumOutput: .max), reusing: contexts)
                {
                    _ in
                }
                try packed[..<(packed.count / 2)].withUnsafeBytes { try half.write($0) }
            }
            let sink = Sink()
            var whole = try Decompressor(
                .zstd, limits: DecompressionLimits(maximumOutput: .max), reusing: contexts, output: sink.take)
            try packed.withUnsafeBytes { try whole.write($0) }
            _ = try whole.finish()
            #expect(sink.bytes == content)
        }
    }
}
