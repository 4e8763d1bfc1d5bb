internal import CDeflate

/// Owns a `libdeflate_compressor`.
struct DeflateCompressor: ~Copyable {
    private let compressor: OpaquePointer

    private init(_ compressor: OpaquePointer) { self.compressor = compressor }

    deinit { libdeflate_free_compressor(compressor) }

    /// Throws `CodecError.library` when there is no memory.
    static func make(level: Int) throws(CodecError) -> DeflateCompressor {
        guard let compressor = libdeflate_alloc_compressor(Int32(level)) else { throw .library(.gzip, "out of memory") }
        return DeflateCompressor(compressor)
    }

    /// One gzip member (RFC 1952, section 2.3). The header is written here, because libdeflate's own tells the level in
    /// its XFL byte; this one is always the same: no time, no name, no hint, system unknown.
    func gzipMember(of input: UnsafeRawBufferPointer) throws(CodecError) -> [UInt8] {
        let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
        let bound = libdeflate_deflate_compress_bound(compressor, input.count)
        var size = 0
        let member = [UInt8](unsafeUninitializedCapacity: header.count + bound + 8) { out, count in
            _ = out.update(fromContentsOf: header)
            size = libdeflate_deflate_compress(
                compressor, input.baseAddress, input.count, out.baseAddress.map { $0 + header.count }, bound)
            count = header.count + size
            let checksum = libdeflate_crc32(0, input.baseAddress, input.count)
            for value in [checksum, UInt32(truncatingIfNeeded: input.count)] {
                for shift in stride(from: UInt32(0), to: 32, by: 8) {
                    out[count] = UInt8(truncatingIfNeeded: value >> shift)
                    count += 1
                }
            }
        }
        guard size > 0 else { throw .library(.gzip, "the compressed data exceed the library's own bound") }
        return member
    }
}
