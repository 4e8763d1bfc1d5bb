/// A convex polygon with at least three corners, clockwise as seen on the screen, none of them on a line between
/// others.
struct Convex: Equatable {
    let corners: [Point]

    /// The hull of the points, by Andrew's monotone chain; nil when they are all on one line.
    init?(hullOf points: [Pixel]) {
        let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        guard sorted.count >= 3 else { return nil }
        let upper = Self.chain(sorted)
        let lower = Self.chain(sorted.reversed())
        let hull = upper.dropLast() + lower.dropLast()
        guard hull.count >= 3 else { return nil }
        corners = hull.map(\.asPoint)
    }

    /// The hull's half that turns clockwise (y grows downwards) from the first point to the last.
    private static func chain(_ points: some Sequence<Pixel>) -> [Pixel] {
        var chain: [Pixel] = []
        for point in points {
            while chain.count >= 2, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
                chain.removeLast()
            }
            chain.append(point)
        }
        return chain
    }

    private static func turn(_ a: Pixel, _ b: Pixel, _ c: Pixel) -> Int {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
}
