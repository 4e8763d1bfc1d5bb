/// For each pixel of the detector's input, the probability that it belongs to a line of text.
struct ProbabilityMap {
    let width: Int
    let height: Int
    let values: [Float]

    /// Whether each pixel is above `threshold`; dilated, a pixel also counts when its left, upper or upper left
    /// neighbour is above it (OpenCV's 2 by 2 kernel with its default anchor).
    func mask(above threshold: Float, dilated: Bool) -> [Bool] {
        let mask = values.map { $0 > threshold }
        guard dilated else { return mask }
        return mask.indices.map { index in
            let left = index % width > 0
            return mask[index] || left && mask[index - 1]
                || index >= width && (mask[index - width] || left && mask[index - width - 1])
        }
    }

    /// The mean under a rectangle, its border included, its corners cut to whole pixels from the corner of the upright
    /// rectangle around it (PaddleOCR's `box_score_fast`).
    func mean(under rectangle: TiltedRectangle) -> Double {
        let xs = rectangle.corners.map(\.x)
        let ys = rectangle.corners.map(\.y)
        func bound(_ value: Double?, _ rule: FloatingPointRoundingRule, _ limit: Int) -> Int {
            min(max(Int((value ?? 0).rounded(rule)), 0), limit - 1)
        }
        let (left, right) = (bound(xs.min(), .down, width), bound(xs.max(), .up, width))
        let (top, bottom) = (bound(ys.min(), .down, height), bound(ys.max(), .up, height))
        let corners = rectangle.corners.map { corner in
            Pixel(x: Int(corner.x - Double(left)), y: Int(corner.y - Double(top)))
        }
        var sum = 0.0
        var count = 0
        let rows = FilledPolygon(corners).rows
        for row in 0...max(bottom - top, 0) {
            guard let span = rows[row] else { continue }
            let first = max(span.lowerBound, 0)
            let last = min(span.upperBound, right - left)
            guard first <= last else { continue }
            let start = (top + row) * width + left
            for index in start + first...start + last { sum += Double(values[index]) }
            count += last - first + 1
        }
        return count == 0 ? 0 : sum / Double(count)
    }
}
