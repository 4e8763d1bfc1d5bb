import Glibc

extension TiltedRectangle {
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
        if path.count > 1, path.first == path.last { path.removeLast() }
        guard path.count >= 3, distance > 0 else { return nil }
        let normals = path.indices.map { index in Self.normal(path[index], path[(index + 1) % path.count]) }
        let tolerance = min(0.25, distance * 0.25)
        let steps = min(Double.pi / acos(1 - tolerance / distance), distance * Double.pi)
        var outline: [Pixel] = []
        for index in path.indices {
            let before = normals[(index + path.count - 1) % path.count]
            let after = normals[index]
            let sine = min(max(before.x * after.y - after.x * before.y, -1), 1)
            let cosine = before.x * after.x + before.y * after.y
            let count = max(1, Int((steps / (2 * Double.pi) * abs(atan2(sine, cosine))).rounded()))
            let turn = Point(x: cos(2 * Double.pi / steps), y: sin(2 * Double.pi / steps))
            var arm = before
            for _ in 0..<count {
                outline.append(Self.end(of: arm, from: path[index], distance))
                arm = Point(x: arm.x * turn.x - turn.y * arm.y, y: arm.x * turn.y + arm.y * turn.x)
            }
            outline.append(Self.end(of: after, from: path[index], distance))
        }
        return Convex(hullOf: outline).map(TiltedRectangle.init(around:))
    }

    /// The unit vector that points away from the rectangle on the edge between two corners.
    private static func normal(_ from: Pixel, _ to: Pixel) -> Point {
        let length = from.asPoint.distance(to: to.asPoint)
        return Point(x: Double(to.y - from.y) / length, y: -Double(to.x - from.x) / length)
    }

    private static func end(of arm: Point, from corner: Pixel, _ distance: Double) -> Pixel {
        Pixel(
            x: Int((Double(corner.x) + arm.x * distance).rounded()),
            y: Int((Double(corner.y) + arm.y * distance).rounded()))
    }
}
