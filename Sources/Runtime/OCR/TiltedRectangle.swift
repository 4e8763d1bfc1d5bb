import Glibc

/// A rectangle at any angle, by its corners: the two left ones first told apart from the right ones, then the upper
/// from the lower, as PaddleOCR orders them (`get_mini_boxes`).
struct TiltedRectangle: Equatable {
    let topLeft: FinePoint
    let topRight: FinePoint
    let bottomRight: FinePoint
    let bottomLeft: FinePoint
    /// The length of the shorter edge.
    let shortSide: Float

    var corners: [FinePoint] { [topLeft, topRight, bottomRight, bottomLeft] }

    /// A position in 32 bits, as OpenCV keeps those of rectangles.
    typealias FinePoint = SIMD2<Float>

    /// The rectangle of the least area around a convex polygon: one of its edges lies on an edge of the polygon. Four
    /// calipers, at the extreme corners, turn with it (Toussaint, "Solving geometric problems with the rotating calipers",
    /// 1983).
    ///
    /// All of it in 32 bits and in the order of OpenCV's `minAreaRect` and `boxPoints`: the corners are cut to whole pixels
    /// later, and 10 and 9.999999 are two pixels.
    init(around hull: ConvexHull) {
        let points = hull.corners.map { FinePoint(Float($0.x), Float($0.y)) }
        let count = points.count
        let edges = points.indices.map { points[($0 + 1) % count] - points[$0] }
        let inverses = edges.map { edge in
            Float(1 / (Double(edge.x) * Double(edge.x) + Double(edge.y) * Double(edge.y)).squareRoot())
        }
        var (bottom, right, top, left) = (0, 0, 0, 0)
        for index in points.indices {
            if points[index].x < points[left].x { left = index }
            if points[index].x > points[right].x { right = index }
            if points[index].y > points[top].y { top = index }
            if points[index].y < points[bottom].y { bottom = index }
        }
        var calipers = [bottom, right, top, left]
        var least = Float.greatestFiniteMagnitude
        var best = (left: 0, bottom: 0, axis: FinePoint.zero, width: Float.zero, height: Float.zero)
        for _ in 0..<count {
            // Each caliper's edge, turned so that all four can be compared.
            let turned = [
                edges[calipers[0]], FinePoint(edges[calipers[1]].y, -edges[calipers[1]].x), -edges[calipers[2]],
                FinePoint(-edges[calipers[3]].y, edges[calipers[3]].x),
            ]
            var next = 0
            for index in 1..<4 where Self.isRight(turned[index], of: turned[next]) { next = index }
            let lead = edges[calipers[next]] * inverses[calipers[next]]
            let axis =
                switch next {
                case 0: lead
                case 1: FinePoint(lead.y, -lead.x)
                case 2: -lead
                default: FinePoint(-lead.y, lead.x)
                }
            calipers[next] = (calipers[next] + 1) % count
            let across = points[calipers[1]] - points[calipers[3]]
            let down = points[calipers[2]] - points[calipers[0]]
            let width = across.x * axis.x + across.y * axis.y
            let height = -down.x * axis.y + down.y * axis.x
            let area = width * height
            guard area <= least else { continue }
            least = area
            best = (calipers[3], calipers[0], axis, width, height)
        }
        let (a, b) = (best.axis.x, best.axis.y)
        let along = a * points[best.left].x + points[best.left].y * b
        let across = -b * points[best.bottom].x + points[best.bottom].y * a
        let inverse = 1 / (a * a - -b * b)
        let corner = FinePoint((along * a - across * b) * inverse, (a * across - -b * along) * inverse)
        self.init(
            corner: corner, width: FinePoint(a * best.width, b * best.width),
            height: FinePoint(-b * best.height, a * best.height))
    }

    /// By one corner and the two edges at it.
    private init(corner: FinePoint, width: FinePoint, height: FinePoint) {
        let center = corner + (width + height) * 0.5
        let size = FinePoint(Self.length(width), Self.length(height))
        let degrees = Float(Double(Float(atan2(Double(width.y), Double(width.x))) * 180) / Double.pi)
        let angle = Double(degrees) * Double.pi / 180
        let cosine = Float(cos(angle)) * 0.5
        let sine = Float(sin(angle)) * 0.5
        let first = FinePoint(
            center.x - sine * size.y - cosine * size.x, center.y + cosine * size.y - sine * size.x)
        let second = FinePoint(
            center.x + sine * size.y - cosine * size.x, center.y - cosine * size.y - sine * size.x)
        self.init(
            corners: [first, second, 2 * center - first, 2 * center - second], shortSide: min(size.x, size.y))
    }

    private init(corners: [FinePoint], shortSide: Float) {
        let order = (0..<4).sorted { (corners[$0].x, $0) < (corners[$1].x, $1) }
        let sorted = order.map { corners[$0] }
        let leftDescends = sorted[1].y > sorted[0].y
        let rightDescends = sorted[3].y > sorted[2].y
        topLeft = sorted[leftDescends ? 0 : 1]
        bottomLeft = sorted[leftDescends ? 1 : 0]
        topRight = sorted[rightDescends ? 2 : 3]
        bottomRight = sorted[rightDescends ? 3 : 2]
        self.shortSide = shortSide
    }

    private static func length(_ vector: FinePoint) -> Float {
        Float((Double(vector.x) * Double(vector.x) + Double(vector.y) * Double(vector.y)).squareRoot())
    }

    private static func isRight(_ a: FinePoint, of b: FinePoint) -> Bool { a.x * b.y - a.y * b.x > 0 }
}
