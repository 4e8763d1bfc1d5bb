/// The two source positions that a target position lies between, and their weights in units of 1/2048.
struct ResizeTap: Equatable {
    let first: Int
    let second: Int
    let firstWeight: Int32
    let secondWeight: Int32

    /// The taps for every target position. OpenCV moves a column that lies outside to the border before it takes the
    /// weights, a row only after; with `clampedWeights` the former.
    static func taps(from source: Int, to target: Int, clampedWeights: Bool) -> [ResizeTap] {
        let scale = 1 / (Double(target) / Double(source))
        return (0..<target).map { index in
            var position = Float((Double(index) + 0.5) * scale - 0.5)
            var first = Int(position.rounded(.down))
            position -= Float(first)
            if clampedWeights, first < 0 || first >= source - 1 {
                position = 0
                first = min(max(first, 0), source - 1)
            }
            return ResizeTap(
                first: min(max(first, 0), source - 1), second: min(max(first + 1, 0), source - 1),
                firstWeight: Int32(((1 - position) * 2048).rounded(.toNearestOrEven)),
                secondWeight: Int32((position * 2048).rounded(.toNearestOrEven)))
        }
    }
}
