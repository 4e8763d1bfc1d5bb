/// Counts of values by upper bound, as Prometheus' histograms are.
struct Histogram: Equatable, Sendable {
    let bounds: [Double]
    /// A count a bound, and one for what is above all; not summed up.
    private(set) var counts: [Int]
    private(set) var sum = 0.0

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    mutating func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }
}
