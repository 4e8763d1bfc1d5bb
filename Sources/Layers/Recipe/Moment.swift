/// A moment in whole seconds, in UTC.
public struct Moment: Hashable, Sendable, CustomStringConvertible {
    /// Seconds since 1970.
    public let seconds: Int64

    /// A moment by its seconds since 1970.
    public init(seconds: Int64) { self.seconds = seconds }

    /// Parses seconds since 1970, or RFC 3339 in UTC as `2026-11-01T00:00:00Z`; nil for anything else.
    public init?(_ text: String) {
        if let seconds = Int64(text), seconds >= 0, String(seconds) == text {
            self.init(seconds: seconds)
            return
        }
        guard let match = text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z/) else { return nil }
        let (_, year, month, day, hour, minute, second) = match.output
        guard
            let y = Int64(year), let m = Int64(month), let d = Int64(day), let h = Int64(hour), let i = Int64(minute),
            let s = Int64(second), y >= 1970, (1...12).contains(m), (1...31).contains(d), h < 24, i < 60, s < 60
        else { return nil }
        self.init(seconds: Moment.days(y, m, d) * 86400 + h * 3600 + i * 60 + s)
        // The 31st of a short month comes back as another day.
        guard description == text else { return nil }
    }

    /// The moment in RFC 3339, as `2026-11-01T00:00:00Z`.
    public var description: String {
        let (days, rest) = (seconds / 86400, seconds % 86400)
        let (year, month, day) = Moment.date(days)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil and civil_from_days.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yoe = y - era * 400
        let doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468
    }

    private static func date(_ days: Int64) -> (Int64, Int64, Int64) {
        let z = days + 719468
        let era = z / 146097
        let doe = z - era * 146097
        let yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
        let mp = (5 * doy + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1)
    }
}
