/// The position of a pixel in a picture.
public struct Pixel: Hashable, Sendable {
    /// Its column, from the left.
    public let x: Int
    /// Its row, from the top.
    public let y: Int

    var asPoint: Point { Point(x: Double(x), y: Double(y)) }
}
