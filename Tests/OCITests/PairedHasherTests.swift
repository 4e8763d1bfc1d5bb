@testable import OCI
import Testing

struct PairedHasherTests {
    /// A stream of parts with something between them, cut into updates at random.
    private struct Stream {
        var generator: Seeded
        let bytes: [UInt8]

        init(seed: UInt64) {
            generator = Seeded(state: seed)
            bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) ^ UInt8(truncatingIfNeeded: seed) }
        }

        /// Hashes pieces of the bytes, and compares each part's and the whole's digest with libcrypto's.
        mutating func check(_ withInstructions: Bool, parts: Int, aligned: Bool) {
            var hasher = PairedHasher(withInstructions: withInstructions)
            var whole: [UInt8] = []
            for _ in 0..<parts {
                let gap = bytes[..<(aligned ? Int.random(in: 0...4, using: &generator) * 512 : random(200))]
                let content = bytes.suffix(random(3000))
                update(Array(gap)) { hasher.update($0) }
                update(Array(content)) { hasher.updateBoth($0) }
                whole += gap + content
                #expect(hasher.finishPart() == Digest(of: content))
                if aligned {
                    let padding = [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
                    update(padding) { hasher.update($0) }
                    whole += padding
                }
            }
            #expect(hasher.finalize() == Digest(of: whole))
        }

        private mutating func random(_ limit: Int) -> Int { Int.random(in: 0...limit, using: &generator) }

        private mutating func update(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) -> Void) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(max(1, random(700)))
                piece.withUnsafeBytes(body)
                rest = rest[piece.endIndex...]
            }
        }
    }

    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test(arguments: [true, false], [true, false])
    func `agrees with libcrypto however the bytes are cut`(withInstructions: Bool, aligned: Bool) throws {
        // Another processor has nothing to compare.
        if withInstructions, !SHA256Lane.isSupported { return }
        for seed in 0..<200 as Range<UInt64> {
            var stream = Stream(seed: seed)
            stream.check(withInstructions, parts: 10, aligned: aligned)
        }
    }

    @Test(arguments: 0...130)
    func `agrees with libcrypto at every length around a block`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var hasher = PairedHasher()
        bytes.withUnsafeBytes { hasher.updateBoth($0) }
        #expect(hasher.finishPart() == Digest(of: bytes))
        #expect(hasher.finishPart() == Digest(of: []))
        #expect(hasher.finalize() == Digest(of: bytes))
    }
}
