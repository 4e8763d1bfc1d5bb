/// The perspective mapping from an upright rectangle onto a quadrilateral.
struct Perspective {
    private let numeratorX: (x: Double, y: Double, one: Double)
    private let numeratorY: (x: Double, y: Double, one: Double)
    private let denominator: (x: Double, y: Double)

    /// Maps (0, 0), (width, 0), (width, height), (0, height) onto the corners, in this order (Heckbert, "Fundamentals
    /// of Texture Mapping and Image Warping", 1989, section 2.2.3).
    init(width: Double, height: Double, onto corners: Quadrilateral) {
        let (p0, p1, p2, p3) = (
            corners.topLeft.asPoint, corners.topRight.asPoint, corners.bottomRight.asPoint, corners.bottomLeft.asPoint
        )
        let sumX = p0.x - p1.x + p2.x - p3.x
        let sumY = p0.y - p1.y + p2.y - p3.y
        let (dx1, dy1) = (p1.x - p2.x, p1.y - p2.y)
        let (dx2, dy2) = (p3.x - p2.x, p3.y - p2.y)
        let determinant = dx1 * dy2 - dx2 * dy1
        // Three corners on one line: nothing to correct, take the parallelogram of the other three.
        let g = determinant == 0 ? 0 : (sumX * dy2 - dx2 * sumY) / determinant
        let h = determinant == 0 ? 0 : (dx1 * sumY - sumX * dy1) / determinant
        numeratorX = ((p1.x - p0.x + g * p1.x) / width, (p3.x - p0.x + h * p3.x) / height, p0.x)
        numeratorY = ((p1.y - p0.y + g * p1.y) / width, (p3.y - p0.y + h * p3.y) / height, p0.y)
        denominator = (g / width, h / height)
    }

    /// Where the point of the rectangle lies on the quadrilateral's plane; the origin for a point at infinity.
    func callAsFunction(_ x: Double, _ y: Double) -> Point {
        let w = denominator.x * x + denominator.y * y + 1
        guard w != 0 else { return Point(x: 0, y: 0) }
        return Point(
            x: (numeratorX.x * x + numeratorX.y * y + numeratorX.one) / w,
            y: (numeratorY.x * x + numeratorY.y * y + numeratorY.one) / w)
    }
}
