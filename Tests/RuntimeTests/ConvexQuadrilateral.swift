/// Four corners of a box that was read, clockwise as seen on the screen.
struct ConvexQuadrilateral {
    private let corners: [SIMD2<Double>]

    /// The corners' coordinates in order.
    init(_ coordinates: [Double]) {
        corners = stride(from: 0, to: coordinates.count - 1, by: 2).map {
            SIMD2(coordinates[$0], coordinates[$0 + 1])
        }
    }

    /// The area of both over the area of either; 1 for the same corners, even where they enclose nothing.
    func intersectionOverUnion(_ other: ConvexQuadrilateral) -> Double {
        if corners == other.corners { return 1 }
        let shared = Self.area(Self.clip(corners, to: other.corners))
        let whole = Self.area(corners) + Self.area(other.corners) - shared
        return whole <= 0 ? 0 : shared / whole
    }

    private static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { a.x * b.y - a.y * b.x }

    private static func area(_ polygon: [SIMD2<Double>]) -> Double {
        abs(polygon.indices.reduce(0) { $0 + cross(polygon[$1], polygon[($1 + 1) % polygon.count]) }) / 2
    }

    /// Sutherland and Hodgman's clipping.
    private static func clip(_ polygon: [SIMD2<Double>], to window: [SIMD2<Double>]) -> [SIMD2<Double>] {
        var result = polygon
        for index in window.indices {
            let (start, end) = (window[index], window[(index + 1) % window.count])
            let input = result
            result = []
            for (position, point) in input.enumerated() {
                let previous = input[(position + input.count - 1) % input.count]
                let (before, here) = (cross(end - start, previous - start), cross(end - start, point - start))
                if (before >= 0) != (here >= 0) {
                    result.append(previous + (point - previous) * (before / (before - here)))
                }
                if here >= 0 { result.append(point) }
            }
        }
        return result
    }
}
