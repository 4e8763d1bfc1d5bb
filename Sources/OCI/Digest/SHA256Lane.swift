import CSHA

/// A SHA-256 in the making, by the processor's instructions; only where `isSupported`.
///
/// Source: FIPS 180-4, sections 5 and 6.2.
struct SHA256Lane {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// What is not yet a block.
    private var rest: [UInt8] = []
    private var size: UInt64 = 0

    static let blockSize = 64

    /// Whether this processor has the instructions.
    static let isSupported = csha256_is_supported()

    init() { rest.reserveCapacity(SHA256Lane.blockSize) }

    /// Adds bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        take(complete(with: bytes))
    }

    /// Adds the same bytes to two hashes, in the time of one where both are as far from a whole block.
    static func update(_ first: inout SHA256Lane, _ second: inout SHA256Lane, _ bytes: UnsafeRawBufferPointer) {
        guard first.rest.count == second.rest.count else {
            first.update(bytes)
            second.update(bytes)
            return
        }
        let body = first.complete(with: bytes)
        _ = second.complete(with: bytes)
        if let (blocks, count) = SHA256Lane.blocks(of: body) {
            csha256_add_twice(&first.state, &second.state, blocks, count)
        }
        first.keep(body)
        second.keep(body)
    }

    /// Adds bytes to one hash and others to another, as far as they go in the time of one.
    static func update(
        _ first: inout SHA256Lane, _ firstBytes: UnsafeRawBufferPointer, beside second: inout SHA256Lane,
        _ secondBytes: UnsafeRawBufferPointer
    ) {
        var (one, two) = (first.complete(with: firstBytes), second.complete(with: secondBytes))
        if let (blocks, count) = SHA256Lane.blocks(of: one), let (others, otherCount) = SHA256Lane.blocks(of: two) {
            let both = min(count, otherCount)
            csha256_add_pair(&first.state, blocks, &second.state, others, both)
            one = UnsafeRawBufferPointer(rebasing: one[(both * blockSize)...])
            two = UnsafeRawBufferPointer(rebasing: two[(both * blockSize)...])
        }
        first.take(one)
        second.take(two)
    }

    /// Adds bytes that begin where a block does.
    private mutating func take(_ body: UnsafeRawBufferPointer) {
        if let (blocks, count) = SHA256Lane.blocks(of: body) { csha256_add(&state, blocks, count) }
        keep(body)
    }

    /// The digest of all that was added.
    consuming func finalize() -> Digest {
        let bits = size &* 8
        var padding: [UInt8] = [0x80]
        // Up to the last eight bytes of a block, which hold the length.
        let zeros = (2 * SHA256Lane.blockSize - 9 - rest.count) % SHA256Lane.blockSize
        padding += [UInt8](repeating: 0, count: zeros)
        padding += stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) }
        padding.withUnsafeBytes { update($0) }
        return Digest(raw: state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } })
    }

    /// Fills up the block that was begun; returns what of the bytes is left.
    private mutating func complete(with bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        size &+= UInt64(bytes.count)
        if rest.isEmpty { return bytes }
        let taken = min(SHA256Lane.blockSize - rest.count, bytes.count)
        rest.append(contentsOf: bytes.prefix(taken))
        if rest.count == SHA256Lane.blockSize {
            csha256_add(&state, rest, 1)
            rest.removeAll(keepingCapacity: true)
        }
        return UnsafeRawBufferPointer(rebasing: bytes[taken...])
    }

    private mutating func keep(_ body: UnsafeRawBufferPointer) {
        rest.append(contentsOf: body.suffix(body.count % SHA256Lane.blockSize))
    }

    /// The whole blocks at the beginning; nil for none.
    private static func blocks(of body: UnsafeRawBufferPointer) -> (UnsafePointer<UInt8>, Int)? {
        guard body.count >= blockSize, let base = body.bindMemory(to: UInt8.self).baseAddress else { return nil }
        return (base, body.count / blockSize)
    }
}
