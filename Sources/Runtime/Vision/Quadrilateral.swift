/// Four corners in a picture, clockwise from the top left one of the upright text.
public struct Quadrilateral: Hashable, Sendable {
    /// The corner where the first line of upright text begins.
    public let topLeft: Pixel
    /// The next one clockwise.
    public let topRight: Pixel
    /// The one opposite the first.
    public let bottomRight: Pixel
    /// The last one.
    public let bottomLeft: Pixel

    /// The corners in order.
    public var corners: [Pixel] { [topLeft, topRight, bottomRight, bottomLeft] }

    /// The lengths of the top and of the left edge.
    var edges: (top: Double, left: Double) {
        (
            topLeft.asPoint.distance(to: topRight.asPoint), topLeft.asPoint.distance(to: bottomLeft.asPoint)
        )
    }

    /// The size of the upright picture of it: the longer one of each two opposite edges, cut to whole pixels.
    var cropSize: (width: Int, height: Int) {
        let bottom = bottomRight.asPoint.distance(to: bottomLeft.asPoint)
        let right = topRight.asPoint.distance(to: bottomRight.asPoint)
        return (max(1, Int(max(edges.top, bottom))), max(1, Int(max(edges.left, right))))
    }

    /// With every corner put where `map` says.
    func mapped(_ map: (Pixel) -> Pixel) -> Quadrilateral {
        Quadrilateral(
            topLeft: map(topLeft), topRight: map(topRight), bottomRight: map(bottomRight), bottomLeft: map(bottomLeft))
    }
}
