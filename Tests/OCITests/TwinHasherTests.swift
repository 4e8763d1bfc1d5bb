@testable import OCI
import Testing

struct TwinHasherTests {
    @Test(arguments: [true, false]) func `agrees with libcrypto however the bytes are cut`(withInstructions: Bool) {
        // Another processor has nothing to compare.
        if withInstructions, !SHA256Lane.isSupported { return }
        var state: UInt64 = 5
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % (limit + 1)
        }
        let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
        for _ in 0..<500 {
            var hasher = TwinHasher(withInstructions: withInstructions)
            var (first, second) = ([UInt8](), [UInt8]())
            for _ in 0..<random(12) {
                let (one, two) = (Array(bytes.prefix(random(700))), Array(bytes.suffix(random(700))))
                switch random(2) {
                case 0:
                    one.withUnsafeBytes { hasher.updateFirst($0) }
                    first += one
                case 1:
                    two.withUnsafeBytes { hasher.updateSecond($0) }
                    second += two
                default:
                    one.withUnsafeBytes { one in two.withUnsafeBytes { hasher.update(first: one, second: $0) } }
                    first += one
                    second += two
                }
            }
            #expect(hasher.finishFirst() == Digest(of: first))
            #expect(hasher.finishSecond() == Digest(of: second))
            #expect(hasher.finishSecond() == Digest(of: []))
        }
    }
}
