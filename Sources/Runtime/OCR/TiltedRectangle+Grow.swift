import Glibc

extension TiltedRectangle {
    /// The area over the perimeter: the length by which the rectangle grows for a ratio of 1.
    var areaOverPerimeter: Double {
        let points = corners.map { Point(x: Double($0.x), y: Double($0.y)) }
        var area = 0.0
        var length = 0.0
        for index in 0..<4 {
            let (before, this, next) = (points[(index + 3) % 4], points[index], points[(index + 1) % 4])
            area += (this.x - points[0].x) * (before.y - next.y)
            length += this.distance(to: next)
        }
        return abs(area / 2) / length
    }

    /// The rectangle around this one grown by `distance` on every side with rounded corners; nil when nothing is left
    /// of it between whole pixels.
    ///
    /// The corners are cut to whole pixels first and the rounded outline runs through whole pixels, because so it comes
    /// out of the polygon library that the models' constants were tuned with (Clipper 6, `ClipperOffset`, round joins,
    /// arc tolerance 0.25).
    func grown(by distance: Double) -> TiltedRectangle? {
        var path: [Pixel] = []
        for corner in corners {
            let pixel = Pixel(x: Int(corner.x), y: Int(corner.y))
            if path.last != pixel { path.append(pixel) }
        }
        while path.count > 1, path.first == path.last { path.removeLast() }
        guard path.count >= 3, distance > 0 else { return nil }
        if Self.area(path) < 0 { path.reverse() }
        return ConvexHull(of: Self.outline(path, distance)).map(TiltedRectangle.init(around:))
    }

    /// The rounded outline at `distance` around a polygon, clockwise as seen on the screen, from behind the right one of its
    /// highest points on.
    private static func outline(_ path: [Pixel], _ distance: Double) -> [Pixel] {
        let normals = path.indices.map { index in normal(path[index], path[(index + 1) % path.count]) }
        let tolerance = min(0.25, distance * 0.25)
        let steps = min(Double.pi / acos(1 - tolerance / distance), distance * Double.pi)
        let turn = Point(x: cos(2 * Double.pi / steps), y: sin(2 * Double.pi / steps))
        var outline: [Pixel] = []
        for index in path.indices {
            let before = normals[(index + path.count - 1) % path.count]
            let after = normals[index]
            let sine = before.x * after.y - after.x * before.y
            let cosine = before.x * after.x + before.y * after.y
            if abs(sine * distance) < 1, cosine > 0 {
                outline.append(end(of: before, from: path[index], distance))
                continue
            }
            let angle = atan2(min(max(sine, -1), 1), cosine)
            let count = max(1, Int((steps / (2 * Double.pi) * abs(angle)).rounded()))
            var arm = before
            for _ in 0..<count {
                outline.append(end(of: arm, from: path[index], distance))
                arm = Point(x: arm.x * turn.x - turn.y * arm.y, y: arm.x * turn.y + arm.y * turn.x)
            }
            outline.append(end(of: after, from: path[index], distance))
        }
        let highest = outline.indices.min { first, second in
            (outline[first].y, -outline[first].x) < (outline[second].y, -outline[second].x)
        }
        let start = ((highest ?? 0) + 1) % outline.count
        return Array(outline[start...] + outline[..<start])
    }

    /// Twice the area, positive for a path that runs clockwise as seen on the screen.
    private static func area(_ path: [Pixel]) -> Int {
        path.indices.reduce(0) { sum, index in
            let (a, b) = (path[index], path[(index + 1) % path.count])
            return sum + a.x * b.y - b.x * a.y
        }
    }

    /// The unit vector that points away from the rectangle on the edge between two corners.
    private static func normal(_ from: Pixel, _ to: Pixel) -> Point {
        let (dx, dy) = (Double(to.x - from.x), Double(to.y - from.y))
        let scale = 1 / (dx * dx + dy * dy).squareRoot()
        return Point(x: dy * scale, y: -(dx * scale))
    }

    private static func end(of arm: Point, from corner: Pixel, _ distance: Double) -> Pixel {
        Pixel(
            x: Int((Double(corner.x) + arm.x * distance).rounded()),
            y: Int((Double(corner.y) + arm.y * distance).rounded()))
    }
}
