/// A picture of 8-bit pixels in the channel order blue, green, red, which the models were trained on.
public struct Picture: Equatable, Sendable {
    /// The channels of a pixel.
    static let channels = 3

    /// The pixels of a row.
    public let width: Int
    /// The rows.
    public let height: Int
    /// Row by row, three bytes a pixel, without padding.
    let bytes: [UInt8]

    /// `bytes` must hold exactly the pixels of `size`.
    init(size: PictureSize, bytes: [UInt8]) {
        precondition(bytes.count == size.width * size.height * Self.channels, "the pixels do not fill the picture")
        width = size.width
        height = size.height
        self.bytes = bytes
    }

    /// For pictures made from pictures, whose sides are known to be in bounds.
    init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(width > 0 && height > 0 && bytes.count == width * height * Self.channels)
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    var stride: Int { width * Self.channels }

    /// The bytes of the pixel at `x`, `y`: blue, green, red.
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
        let start = y * stride + x * Self.channels
        return Array(bytes[start..<start + Self.channels])
    }
}
