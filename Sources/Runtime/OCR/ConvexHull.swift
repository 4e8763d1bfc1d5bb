/// The convex hull of a closed path of pixels: its corners clockwise as seen on the screen, none of them on a line between
/// others.
///
/// It starts where OpenCV's `convexHull` starts: when the corners come in the order of the path or against it, with the first
/// or the last of them on it; otherwise with the right one. The rectangle around a hull depends on it in its last bits.
struct ConvexHull: Equatable {
    let corners: [Pixel]

    /// Nil when all pixels are on one line.
    init?(of path: [Pixel]) {
        let order = path.indices.sorted { (path[$0].x, path[$0].y, $0) < (path[$1].x, path[$1].y, $1) }
        let upper = Self.chain(order, path)
        let lower = Self.chain(order.reversed(), path)
        guard upper.count + lower.count > 4 else { return nil }
        // From the right corner along the lower half to the left one, and back along the upper half.
        let hull = Array(lower.dropLast() + upper.dropLast())
        corners = Self.rotated(hull).map { path[$0] }
    }

    /// The half of the hull from the first position to the last one, turning clockwise.
    private static func chain(_ order: some Sequence<Int>, _ path: [Pixel]) -> [Int] {
        var chain: [Int] = []
        for index in order {
            if let last = chain.last, path[last] == path[index] { continue }
            while chain.count >= 2,
                turn(path[chain[chain.count - 2]], path[chain[chain.count - 1]], path[index]) <= 0
            {
                chain.removeLast()
            }
            chain.append(index)
        }
        return chain
    }

    private static func turn(_ a: Pixel, _ b: Pixel, _ c: Pixel) -> Int {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }

    private static func rotated(_ hull: [Int]) -> [Int] {
        let descents = hull.indices.count { hull[$0] > hull[($0 + 1) % hull.count] }
        let start: Int?
        switch descents {
        case 1: start = hull.indices.min { hull[$0] < hull[$1] }
        case hull.count - 1: start = hull.indices.max { hull[$0] < hull[$1] }
        default: start = nil
        }
        guard let start else { return hull }
        return Array(hull[start...] + hull[..<start])
    }
}
