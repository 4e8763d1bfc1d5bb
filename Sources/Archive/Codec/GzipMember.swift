/// What stands around the deflate stream of a gzip member (RFC 1952, section 2.3).
enum GzipMember {
    /// Always the same: no time, no name, no hint of the level, system unknown.
    static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]

    /// The content's CRC-32, and its size modulo 2^32.
    static func trailer(checksum: UInt32, size: Int64) -> [UInt8] {
        [checksum, UInt32(truncatingIfNeeded: size)].flatMap { value in
            stride(from: UInt32(0), to: 32, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
        }
    }
}
