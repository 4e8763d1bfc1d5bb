@testable import OCI
import Testing

struct StreamHasherTests {
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
            var one = StreamHasher(withInstructions: withInstructions)
            var two = StreamHasher(withInstructions: withInstructions)
            var (first, second) = ([UInt8](), [UInt8]())
            for _ in 0..<random(12) {
                let (head, tail) = (Array(bytes.prefix(random(700))), Array(bytes.suffix(random(700))))
                switch random(2) {
                case 0:
                    head.withUnsafeBytes { one.update($0) }
                    first += head
                case 1:
                    tail.withUnsafeBytes { two.update($0) }
                    second += tail
                default:
                    head.withUnsafeBytes { head in
                        tail.withUnsafeBytes { StreamHasher.update(&one, head, beside: &two, $0) }
                    }
                    first += head
                    second += tail
                }
            }
            #expect(one.finish() == Digest(of: first))
            #expect(two.finish() == Digest(of: second))
            #expect(two.finish() == Digest(of: []))
        }
    }
}
