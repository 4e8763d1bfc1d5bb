/// For each pixel of the detector's input, the probability that it belongs to a line of text.
struct ProbabilityMap {
    let width: Int
    let height: Int
    let values: [Float]

    /// The mean under a rectangle, its border included, its corners cut to whole pixels from the corner of the upright
    /// rectangle around it (PaddleOCR's `box_score_fast`).
    func mean(under rectangle: TiltedRectangle) -> Double {
        let xs = rectangle.corners.map(\.x)
        let ys = rectangle.corners.map(\.y)
        func bound(_ value: Float?, _ rule: FloatingPointRoundingRule, _ limit: Int) -> Int {
            min(max(Int((value ?? 0).rounded(rule)), 0), limit - 1)
        }
        let (left, right) = (bound(xs.min(), .down, width), bound(xs.max(), .up, width))
        let (top, bottom) = (bound(ys.min(), .down, height), bound(ys.max(), .up, height))
        let polygon = FilledPolygon(
            rectangle.corners.map { Pixel(x: Int($0.x - Float(left)), y: Int($0.y - Float(top))) },
            width: right - left + 1, height: bottom - top + 1)
        var sum = 0.0
        var count = 0
        for (row, span) in polygon.spans.enumerated() where span.first <= span.last {
            let start = (top + row) * width + left
            for index in start + span.first...start + span.last { sum += Double(values[index]) }
            count += span.last - span.first + 1
        }
        return count == 0 ? 0 : sum / Double(count)
    }
}
