/// Sizes and times for people.
enum Quantity {
    /// A size, as `61.3 MB` (10^6 bytes).
    static func bytes(_ count: Int64) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var (value, unit) = (Double(count), 0)
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(count) B" : "\(decimal(value)) \(units[unit])"
    }

    /// A time, as `12.3 s`.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return "\(decimal(Double(seconds) + Double(attoseconds) / 1e18)) s"
    }

    /// How fast something went, as `104.2 MB/s`.
    static func rate(_ count: Int64, _ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let time = Swift.max(Double(seconds) + Double(attoseconds) / 1e18, 0.001)
        return "\(bytes(Int64(Double(count) / time)))/s"
    }

    private static func decimal(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
