@testable import OCI
import Testing

struct TwinHasherTests {
    @Test(arguments: [true, false])
    func `agrees with libcrypto however two streams are cut`(withInstructions: Bool) {
        // Another processor has nothing to compare.
        if withInstructions, !SHA256Lane.isSupported { return }
        let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        for seed in 1...100 {
            var hasher = TwinHasher(withInstructions: withInstructions)
            var rest = (bytes[..<(seed * 397 % 20_000)], bytes[(seed * 131 % 20_000)...])
            let wholes = (Digest(of: rest.0), Digest(of: rest.1))
            var step = seed
            while !rest.0.isEmpty || !rest.1.isEmpty {
                // Lengths of every residue, none now and then, and often very different ones.
                step = step &* 31 % 1009
                let pieces = (rest.0.prefix(step % 700), rest.1.prefix(step * 7 % 300 + (rest.0.isEmpty ? 1 : 0)))
                pieces.0.withUnsafeBytes { first in
                    pieces.1.withUnsafeBytes { second in hasher.update(first, second) }
                }
                rest = (rest.0[pieces.0.endIndex...], rest.1[pieces.1.endIndex...])
                if pieces.0.isEmpty && pieces.1.isEmpty { step += 1 }
            }
            let actual = hasher.finalize()
            #expect(actual.first == wholes.0 && actual.second == wholes.1)
        }
    }

    @Test func `hashes nothing as nothing`() {
        let hashes = TwinHasher().finalize()
        #expect(hashes.first == Digest(of: []) && hashes.second == Digest(of: []))
    }
}

extension Digest {
    fileprivate init(of bytes: ArraySlice<UInt8>) { self.init(of: Array(bytes)) }
}
