internal import CZstd

/// How far a content shrinks, guessed from samples: up to eight pieces of 1 MiB at offsets that depend on its size alone,
/// each compressed with zstd at level 1. The same content always gives the same answer with the same zstd.
public struct Compressibility: Hashable, Sendable {
    /// Bytes looked at.
    public let sampledSize: Int64
    /// What was left of them.
    public let compressedSize: Int64

    /// Content is worth compressing from a ratio of 1.15 on; below that the time is not won back on the wire.
    public var isWorthCompressing: Bool { sampledSize * 100 >= compressedSize * 115 && sampledSize > 0 }

    /// Sampled bytes divided by compressed bytes; 1 for no content.
    public var ratio: Double { compressedSize == 0 ? 1 : Double(sampledSize) / Double(compressedSize) }

    /// Samples a content of `size` bytes. `read` returns the bytes of a range, all of them; fewer or more end with
    /// `CodecError.pledgedSize`. Throws also `CodecError.library`, and what `read` throws.
    public static func probe(
        size: Int64, read: (_ offset: Int64, _ length: Int) throws -> [UInt8]
    ) throws -> Compressibility {
        var (sampled, compressed) = (Int64(0), Int64(0))
        for range in sampleRanges(size: size) {
            let sample = try read(range.lowerBound, range.count)
            guard sample.count == range.count else {
                throw CodecError.pledgedSize(expected: Int64(range.count), actual: Int64(sample.count))
            }
            sampled += Int64(sample.count)
            compressed += try Int64(compressedSize(of: sample))
        }
        return Compressibility(sampledSize: sampled, compressedSize: compressed)
    }

    /// All of a small content; else eight samples from the first bytes to the last.
    static func sampleRanges(size: Int64) -> [Range<Int64>] {
        let (length, count): (Int64, Int64) = (1 << 20, 8)
        guard size > length * count else {
            return stride(from: 0, to: size, by: Int64.Stride(length)).map { $0..<min($0 + length, size) }
        }
        let (step, rest) = (size - length).quotientAndRemainder(dividingBy: count - 1)
        return (0..<count).map { index in
            let start = step * index + rest * index / (count - 1)
            return start..<start + length
        }
    }

    private static func compressedSize(of sample: [UInt8]) throws(CodecError) -> Int {
        let bound = ZSTD_compressBound(sample.count)
        var status = 0
        _ = [UInt8](unsafeUninitializedCapacity: bound) { out, _ in
            status = ZSTD_compress(out.baseAddress, bound, sample, sample.count, 1)
        }
        guard ZSTD_isError(status) == 0 else { throw .library(.zstd, String(cString: ZSTD_getErrorName(status))) }
        return status
    }
}
