import HTTP
import TestSupport

/// A client that gives up fast.
func makeClient(_ change: (inout HTTPOptions) -> Void = { _ in }) -> HTTPClient {
    var options = HTTPOptions(
        userAgent: "imagesmith/test", connectTimeout: .seconds(5), lowSpeedTime: .seconds(20), deadline: .seconds(60),
        retries: 3, retryDelay: .milliseconds(1), longestRetryDelay: .seconds(2))
    change(&options)
    return HTTPClient(options)
}

/// What a receiver got.
struct Receipt {
    var bytes: [UInt8] = []
    var restarts = 0
    var response: HTTPResponse?
}

extension HTTPClient {
    /// Receives a resource, or the rest of one, in memory.
    func collect(_ url: String, offset: Int64 = 0, limit: Int64 = 1 << 24) throws -> Receipt {
        var receipt = Receipt()
        receipt.response = try get(
            HTTPURL(url), offset: offset, limit: limit,
            restarted: {
                receipt.bytes.removeAll()
                receipt.restarts += 1
            },
            receive: { receipt.bytes += $0 })
        return receipt
    }
}

/// Bytes that differ from place to place, so that a part in a wrong place shows.
func pattern(_ count: Int, seed: Int = 0) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ ($0 >> 8) &+ seed) }
}
