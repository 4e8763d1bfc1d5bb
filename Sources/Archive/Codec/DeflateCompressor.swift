internal import CDeflate

/// Owns a `libdeflate_compressor`.
///
/// A class and not a `~Copyable` value, because a row of them is kept in an array, one for each worker: to make one costs
/// as much as to compress 30 KB.
final class DeflateCompressor {
    private let compressor: OpaquePointer

    /// Throws `CodecError.library` when there is no memory.
    init(level: Int) throws(CodecError) {
        guard let compressor = libdeflate_alloc_compressor(Int32(level)) else { throw .library(.gzip, "out of memory") }
        self.compressor = compressor
    }

    deinit { libdeflate_free_compressor(compressor) }

    /// One gzip member. The header is not libdeflate's own, which tells the level in its XFL byte.
    func gzipMember(of input: UnsafeRawBufferPointer) throws(CodecError) -> [UInt8] {
        let header = GzipMember.header
        let bound = libdeflate_deflate_compress_bound(compressor, input.count)
        var size = 0
        let member = [UInt8](unsafeUninitializedCapacity: header.count + bound + 8) { out, count in
            count = out.update(fromContentsOf: header)
            size = libdeflate_deflate_compress(
                compressor, input.baseAddress, input.count, out.baseAddress.map { $0 + header.count }, bound)
            count += size
            let checksum = libdeflate_crc32(0, input.baseAddress, input.count)
            for byte in GzipMember.trailer(checksum: checksum, size: Int64(input.count)) {
                out[count] = byte
                count += 1
            }
        }
        guard size > 0 else { throw .library(.gzip, "the compressed data exceed the library's own bound") }
        return member
    }
}
