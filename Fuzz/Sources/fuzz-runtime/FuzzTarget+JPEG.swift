import ModelRuntime

extension FuzzTarget {
    /// The most pixels that are decoded here: a bomb costs time alone.
    private static let pixelLimit = 1 << 20

    /// Decodes the bytes as a JPEG, the first marker put right.
    static func decodeJPEG(_ input: inout Input) -> Bool {
        _ = input.bytes(3)
        let bytes = [0xFF, 0xD8, 0xFF] + input.remainder()
        guard bytes.count < 12 || (2..<bytes.count - 9).allSatisfy({ Self.isSmall(bytes, frameAt: $0) }) else {
            return false
        }
        guard let file = MemoryFile(bytes) else { return false }
        do { _ = try Picture(decoding: file.path) } catch { _ = "\(error)" }
        return true
    }

    /// False for a frame header (ITU-T T.81, B.2.2) with many pixels.
    private static func isSmall(_ bytes: [UInt8], frameAt index: Int) -> Bool {
        guard bytes[index] == 0xFF, (0xC0...0xCF).contains(bytes[index + 1]) else { return true }
        let (height, width) = (
            Int(bytes[index + 5]) << 8 | Int(bytes[index + 6]), Int(bytes[index + 7]) << 8 | Int(bytes[index + 8])
        )
        return width * height <= pixelLimit
    }
}
