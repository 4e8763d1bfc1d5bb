/// A rectangle at any angle, by its corners: the two left ones first told apart from the right ones, then the upper
/// from the lower, as PaddleOCR orders them (`get_mini_boxes`).
struct TiltedRectangle: Equatable {
    let topLeft: Point
    let topRight: Point
    let bottomRight: Point
    let bottomLeft: Point
    /// The length of the shorter edge.
    let shortSide: Double

    var corners: [Point] { [topLeft, topRight, bottomRight, bottomLeft] }

    /// The product of the two edges over half the sum of all, the length by which the rectangle is grown for a ratio of
    /// 1.
    var areaOverPerimeter: Double {
        let top = topLeft.distance(to: topRight)
        let left = topLeft.distance(to: bottomLeft)
        return top * left / (2 * (top + left))
    }

    /// The rectangle of the least area around a convex polygon: one of its edges lies on an edge of the polygon, and
    /// three calipers that turn with it find the extent (Toussaint, "Solving geometric problems with the rotating
    /// calipers", 1983).
    init(around polygon: Convex) {
        let points = polygon.corners
        let count = points.count
        var best: (area: Double, corners: [Point], sides: (Double, Double)) = (.infinity, [], (0, 0))
        var (far, high, near) = (0, 0, 0)
        for index in 0..<count {
            let start = points[index]
            let end = points[(index + 1) % count]
            let length = start.distance(to: end)
            let axis = Point(x: (end.x - start.x) / length, y: (end.y - start.y) / length)
            func along(_ index: Int) -> Double {
                (points[index % count].x - start.x) * axis.x + (points[index % count].y - start.y) * axis.y
            }
            func across(_ index: Int) -> Double {
                (points[index % count].y - start.y) * axis.x - (points[index % count].x - start.x) * axis.y
            }
            if index == 0 { far = 1 }
            far = max(far, index + 1)
            while far < index + count, along(far + 1) >= along(far) { far += 1 }
            high = max(high, far)
            while high < index + count, across(high + 1) >= across(high) { high += 1 }
            near = max(near, high)
            while near < index + count, along(near + 1) <= along(near) { near += 1 }
            let (first, last, height) = (along(near), along(far), across(high))
            let area = (last - first) * height
            guard area < best.area else { continue }
            func corner(_ u: Double, _ v: Double) -> Point {
                Point(
                    x: Self.settled(start.x + axis.x * u - axis.y * v),
                    y: Self.settled(start.y + axis.y * u + axis.x * v))
            }
            best = (
                area, [corner(first, 0), corner(last, 0), corner(last, height), corner(first, height)],
                (last - first, height)
            )
        }
        self.init(corners: best.corners, shortSide: min(best.sides.0, best.sides.1))
    }

    /// Without the noise of the arithmetic: a corner on a pixel must not be cut to the pixel before it.
    private static func settled(_ coordinate: Double) -> Double { (coordinate * 1e6).rounded() / 1e6 + 0 }

    private init(corners: [Point], shortSide: Double) {
        let sorted = corners.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        let leftDescends = sorted[1].y > sorted[0].y
        let rightDescends = sorted[3].y > sorted[2].y
        topLeft = sorted[leftDescends ? 0 : 1]
        bottomLeft = sorted[leftDescends ? 1 : 0]
        topRight = sorted[rightDescends ? 2 : 3]
        bottomRight = sorted[rightDescends ? 3 : 2]
        self.shortSide = shortSide
    }
}
