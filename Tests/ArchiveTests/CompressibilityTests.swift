import Archive
import Testing

struct CompressibilityTests {
    private static func probe(_ content: [UInt8]) throws -> Compressibility {
        try Compressibility.probe(size: Int64(content.count)) { Array(content[Int($0)..<Int($0) + $1]) }
    }

    @Test func `tells noise from text`() throws {
        let noisy = try Self.probe(noise(3_000_000))
        #expect(!noisy.isWorthCompressing && noisy.ratio < 1.01 && noisy.sampledSize == 3_000_000)
        let texty = try Self.probe(noise(3_000_000, mask: 0x0f))
        #expect(texty.isWorthCompressing && texty.ratio > 1.8)
        #expect(try Self.probe(noise(3_000_000, mask: 0x0f)) == texty)
    }

    @Test func `takes its samples at fixed places`() throws {
        var offsets: [Int64] = []
        let size: Int64 = 100 << 30
        let result = try Compressibility.probe(size: size) { offset, length in
            #expect(length == 1 << 20)
            offsets.append(offset)
            return [UInt8](repeating: 0, count: length)
        }
        #expect(result.sampledSize == 8 << 20)
        #expect(offsets.first == 0 && offsets.last == size - (1 << 20))
        #expect(offsets[1] == 15_339_019_117)
        #expect(offsets.count == 8 && offsets == offsets.sorted())
    }

    @Test(arguments: [(90, false), (88, false), (86, true), (80, true)])
    func `has the threshold at a ratio of 1.15`(percentOfNoise: Int, expected: Bool) throws {
        let size = 1 << 20
        let noisy = size * percentOfNoise / 100
        let result = try Self.probe(noise(noisy) + [UInt8](repeating: 0, count: size - noisy))
        #expect(result.isWorthCompressing == expected)
        #expect((result.ratio >= 1.15) == expected)
    }

    @Test func `gains nothing from nothing`() throws {
        let empty = try Self.probe([])
        #expect(empty.ratio == 1 && !empty.isWorthCompressing)
    }

    @Test func `refuses a source that is shorter than it says`() {
        #expect(throws: CodecError.pledgedSize(expected: 10, actual: 3)) {
            try Compressibility.probe(size: 10) { _, _ in [1, 2, 3] }
        }
    }
}
