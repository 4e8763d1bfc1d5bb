internal import CDeflate

/// Inflates a raw deflate stream in one go, at twice zlib's speed; owns a `libdeflate_decompressor`.
struct WholeInflater: ~Copyable {
    private let decompressor: OpaquePointer

    private init(_ decompressor: OpaquePointer) { self.decompressor = decompressor }

    deinit { libdeflate_free_decompressor(decompressor) }

    /// Nil when there is no memory.
    static func make() -> WholeInflater? {
        libdeflate_alloc_decompressor().map { WholeInflater($0) }
    }

    /// The content, if the stream is sound, takes all of the input and makes exactly `size` bytes; else nil, and it is for
    /// zlib to say why.
    func inflate(_ input: [UInt8], size: Int) -> [UInt8]? {
        var (consumed, result) = (0, LIBDEFLATE_BAD_DATA)
        let content = [UInt8](unsafeUninitializedCapacity: size) { output, count in
            // Without a place for the number of bytes made, it must be the number of bytes asked for.
            result = libdeflate_deflate_decompress_ex(
                decompressor, input, input.count, output.baseAddress, size, &consumed, nil)
            count = result == LIBDEFLATE_SUCCESS ? size : 0
        }
        return result == LIBDEFLATE_SUCCESS && consumed == input.count ? content : nil
    }
}
