/// Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
struct MetricsText {
    private(set) var text = ""

    /// The lines of the counts.
    mutating func add(_ counts: Metrics.Counts) {
        header("imagesmith_requests_total", "counter", "Requests that were answered, by route and status code.")
        for (key, count) in counts.requests.sorted(by: { $0.key < $1.key }) {
            sample("imagesmith_requests_total", [("route", key.route), ("code", String(key.code))], Double(count))
        }
        header("imagesmith_errors_total", "counter", "Requests without a result, by route and kind.")
        for (key, count) in counts.errors.sorted(by: { $0.key < $1.key }) {
            sample("imagesmith_errors_total", [("route", key.route), ("kind", key.kind)], Double(count))
        }
        histograms(
            "imagesmith_request_duration_seconds", "From a request's head to the end of its answer.", counts.durations)
        histograms("imagesmith_batch_size", "Texts or pictures in one run of a model.", counts.batches)
    }

    /// One number that goes up and down, or one for each value of a label.
    mutating func gauge(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Int)]) {
        header(name, "gauge", help)
        for (labels, value) in samples { sample(name, labels, Double(value)) }
    }

    private mutating func histograms(_ name: String, _ help: String, _ histograms: [String: Histogram]) {
        header(name, "histogram", help)
        for (route, histogram) in histograms.sorted(by: { $0.key < $1.key }) {
            var total = 0
            for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
                total += count
                sample(name + "_bucket", [("route", route), ("le", Self.number(bound))], Double(total))
            }
            sample(name + "_sum", [("route", route)], histogram.sum)
            sample(name + "_count", [("route", route)], Double(total))
        }
    }

    private mutating func header(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    // No label holds a quote, a backslash or a line feed: all are names of our own.
    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let list = labels.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
        text += "\(name)\(list.isEmpty ? "" : "{\(list)}") \(Self.number(value))\n"
    }

    private static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
