import ModelRuntime

extension FuzzTarget {
    /// The most pixels that are decoded here: a bomb costs time alone, and `BadInputTests` measures one.
    private static let pixelLimit = 1 << 20

    /// Decodes the bytes as a PNG, its signature and its checksums put right so that libpng looks further.
    static func decodePNG(_ input: inout Input) -> Bool {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        _ = input.bytes(bytes.count)
        while true {
            let length = input.bytes(4)
            guard length.count == 4 else { break }
            let size = length.reduce(0) { $0 << 8 | Int($1) }
            let chunk = input.bytes(4 + size)
            _ = input.bytes(4)
            if bytes.count == 8, chunk.count >= 12 {
                // The header's width and height (PNG specification, 11.2.2).
                let width = chunk[4..<8].reduce(0) { $0 << 8 | Int($1) }
                let height = chunk[8..<12].reduce(0) { $0 << 8 | Int($1) }
                guard max(width, height) <= pixelLimit, width * height <= pixelLimit else { return false }
            }
            bytes += length + chunk + Checksum.crc32(chunk)
        }
        guard let file = MemoryFile(bytes) else { return false }
        do { _ = try Picture(decoding: file.path) } catch { _ = "\(error)" }
        return true
    }
}
