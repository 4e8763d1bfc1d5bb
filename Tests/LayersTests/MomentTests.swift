import Layers
import TestSupport
import Testing

struct MomentTests {
    @Test(
        arguments: [
            0, 1, 59, 86399, 86400, 68_169_599, 68_169_600, 951_782_400, 951_868_799, 1_709_164_800, 1_793_491_200,
            2_147_483_647, 2_147_483_648, 4_107_542_399, 4_107_542_400, 13_574_563_200, 253_402_300_799,
        ] as [Int64])
    func `writes a moment as date does, and reads it again`(seconds: Int64) async throws {
        let judged = try await Tool("date", package: "coreutils")("-u", "-d", "@\(seconds)", "+%Y-%m-%dT%H:%M:%SZ")
        let text = Moment(seconds: seconds).description
        #expect(text + "\n" == String(decoding: judged, as: UTF8.self))
        #expect(Moment(text) == Moment(seconds: seconds))
        #expect(Moment("\(seconds)") == Moment(seconds: seconds))
    }

    @Test func `agrees with date on each day of four hundred years`() async throws {
        let days = (0..<146_097).map { Moment(seconds: Int64($0) * 86400) }
        for (day, next) in zip(days, days.dropFirst()) where !(day.description < next.description) {
            Issue.record("\(day) is not before \(next)")
        }
        for day in stride(from: 0, to: days.count, by: 61) {
            #expect(Moment(days[day].description) == days[day])
        }
        let judged = try await Tool("date", package: "coreutils")("-u", "-d", "1970-01-01 + 146096 days", "+%s")
        #expect(String(decoding: judged, as: UTF8.self) == "\(days[146_096].seconds)\n")
    }

    @Test(arguments: [
        "", "-1", "+5", "1.5", "0x10", "05", "9223372036854775808", "2026-11-01", "2026-11-01T00:00:00",
        "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-12-31T23:59:60Z", "1969-12-31T23:59:59Z",
        "2026-11-01T00:00:00+00:00", "2026-11-01 00:00:00Z", "2026-11-01t00:00:00z", " 0", "0\n",
        "٢٠٢٦-11-01T00:00:00Z",
        "2026-11-01T00:00:00.5Z",
    ])
    func `refuses what is no moment`(text: String) {
        #expect(Moment(text) == nil)
    }
}
