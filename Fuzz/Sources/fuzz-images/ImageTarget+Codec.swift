import Archive

extension ImageTarget {
    /// Decompresses a stream whole and in small pieces: content and verdict must be the same.
    static func decompress(_ bytes: [UInt8], _ codec: Codec) -> Bool {
        let whole = outcome(bytes, codec, piece: max(1, bytes.count))
        let pieces = outcome(bytes, codec, piece: 1 + bytes.count % 13)
        precondition(whole.verdict == pieces.verdict, "a verdict that depends on how a stream is cut")
        precondition(whole.verdict != "sound" || whole.content == pieces.content, "content that depends on it")
        return true
    }

    private static func outcome(_ bytes: [UInt8], _ codec: Codec, piece: Int) -> (content: [UInt8], verdict: String) {
        var content: [UInt8] = []
        do {
            let limits = DecompressionLimits(maximumOutput: 1 << 20, maximumWindowLog: 20)
            var decompressor = try Decompressor(codec, limits: limits) { content.append(contentsOf: $0) }
            try bytes.withUnsafeBytes { bytes in
                for start in stride(from: 0, to: bytes.count, by: piece) {
                    try decompressor.write(
                        UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + piece, bytes.count)]))
                }
            }
            _ = try decompressor.finish()
            return (content, "sound")
        } catch CodecError.damaged {
            // Which of several faults is seen first may depend on the pieces.
            return (content, "damaged")
        } catch {
            return (content, "\(error)")
        }
    }
}
