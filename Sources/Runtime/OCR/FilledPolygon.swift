/// The pixels of a convex polygon, its border drawn with Bresenham's lines: one span a row.
struct FilledPolygon {
    private(set) var rows: [Int: ClosedRange<Int>] = [:]

    init(_ corners: [Pixel]) {
        for (index, corner) in corners.enumerated() { draw(from: corner, to: corners[(index + 1) % corners.count]) }
    }

    private mutating func draw(from start: Pixel, to end: Pixel) {
        let (dx, dy) = (abs(end.x - start.x), -abs(end.y - start.y))
        let (stepX, stepY) = (start.x < end.x ? 1 : -1, start.y < end.y ? 1 : -1)
        var (x, y, error) = (start.x, start.y, dx + dy)
        while true {
            let span = rows[y] ?? x...x
            rows[y] = min(span.lowerBound, x)...max(span.upperBound, x)
            if x == end.x, y == end.y { return }
            let doubled = 2 * error
            if doubled >= dy {
                error += dy
                x += stepX
            }
            if doubled <= dx {
                error += dx
                y += stepY
            }
        }
    }
}
