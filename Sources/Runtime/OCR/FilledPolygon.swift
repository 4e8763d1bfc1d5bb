/// The pixels of a convex polygon inside a window, border included, as OpenCV's `fillPoly` finds them: lines drawn from
/// corner to corner, each cut to the window first, and what lies between the edges. Where a corner lies outside of the
/// window, a pixel beside an edge may be another than OpenCV's.
struct FilledPolygon {
    /// From left to right in each row of the window; empty where the last one lies before the first.
    private(set) var spans: [(first: Int, last: Int)]
    private let width: Int
    private var height: Int { spans.count }

    /// The bits behind the point of the edges' positions.
    private static let shift = 16

    init(_ corners: [Pixel], width: Int, height: Int) {
        self.width = width
        spans = Array(repeating: (.max, .min), count: height)
        var edges: [Edge] = []
        for (index, end) in corners.enumerated() {
            let start = corners[(index + corners.count - 1) % corners.count]
            let inside = clipped(start, end)
            if inside.isVisible { draw(inside.start, inside.end) }
            if let edge = Edge(from: start, to: end, clippedTo: inside) { edges.append(edge) }
        }
        for row in 0..<height {
            let positions = edges.filter { $0.rows.contains(row) }.map { $0.position(in: row) }
            guard positions.count == 2 else { continue }
            let half = 1 << (Self.shift - 1)
            let first = max(((positions.min() ?? 0) + half) >> Self.shift, 0)
            let last = min(((positions.max() ?? 0) + half) >> Self.shift, width - 1)
            if first <= last { add(row, first, last) }
        }
    }

    /// The rows that a side of the polygon crosses, and where.
    private struct Edge {
        let rows: Range<Int>
        private let start: Int
        private let slope: Int

        /// Nil for a side that lies in one row. The slope is that of what is left inside the window, so that it leads to
        /// where the line was drawn.
        init?(from a: Pixel, to b: Pixel, clippedTo inside: (start: Pixel, end: Pixel, isVisible: Bool)) {
            guard a.y != b.y else { return nil }
            let (c, d) = inside.start.y == inside.end.y ? (a, b) : (inside.start, inside.end)
            slope = ((d.x - c.x) << FilledPolygon.shift) / (d.y - c.y)
            rows = min(a.y, b.y)..<max(a.y, b.y)
            let upper = a.y < b.y ? c : d
            start = (upper.x << FilledPolygon.shift) + (rows.lowerBound - upper.y) * slope
        }

        func position(in row: Int) -> Int { start + (row - rows.lowerBound) * slope }
    }

    private mutating func add(_ row: Int, _ first: Int, _ last: Int) {
        spans[row] = (min(spans[row].first, first), max(spans[row].last, last))
    }

    /// Bresenham's line from its left end to its right one, both included.
    private mutating func draw(_ a: Pixel, _ b: Pixel) {
        let (start, end) = b.x < a.x ? (b, a) : (a, b)
        let (dx, dy) = (end.x - start.x, abs(end.y - start.y))
        let (long, short) = (max(dx, dy), min(dx, dy))
        let down = end.y < start.y ? -1 : 1
        var (x, y) = (start.x, start.y)
        var error = long - 2 * short
        for _ in 0...long {
            add(y, x, x)
            let both = error < 0
            if both || dx >= dy { x += 1 }
            if both || dy > dx { y += down }
            error += (both ? 2 * long : 0) - 2 * short
        }
    }

    /// The part of a line inside the window: by rows first, then by columns, in whole numbers.
    private func clipped(_ a: Pixel, _ b: Pixel) -> (start: Pixel, end: Pixel, isVisible: Bool) {
        var (x1, y1, x2, y2) = (a.x, a.y, b.x, b.y)
        let (right, bottom) = (width - 1, height - 1)
        func side(_ x: Int) -> Int { x < 0 ? -1 : x > right ? 1 : 0 }
        func level(_ y: Int) -> Int { y < 0 ? -1 : y > bottom ? 1 : 0 }
        func apart() -> Bool { side(x1) * side(x2) > 0 || level(y1) * level(y2) > 0 }
        if apart() { return (a, b, false) }
        if level(y1) != 0 {
            let row = y1 < 0 ? 0 : bottom
            x1 += (row - y1) * (x2 - x1) / (y2 - y1)
            y1 = row
        }
        if level(y2) != 0 {
            let row = y2 < 0 ? 0 : bottom
            x2 += (row - y2) * (x2 - x1) / (y2 - y1)
            y2 = row
        }
        if apart() { return (Pixel(x: x1, y: y1), Pixel(x: x2, y: y2), false) }
        if side(x1) != 0 {
            let column = x1 < 0 ? 0 : right
            y1 += (column - x1) * (y2 - y1) / (x2 - x1)
            x1 = column
        }
        if side(x2) != 0 {
            let column = x2 < 0 ? 0 : right
            y2 += (column - x2) * (y2 - y1) / (x2 - x1)
            x2 = column
        }
        return (Pixel(x: x1, y: y1), Pixel(x: x2, y: y2), true)
    }
}
