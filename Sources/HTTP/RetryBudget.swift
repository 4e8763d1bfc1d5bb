/// How many failures are still forgiven, and how long to wait after each.
struct RetryBudget {
    /// Progress below this does not refill the budget: a server that gives a byte per connection is not getting on.
    static let progress: Int64 = 65536

    private let options: HTTPOptions
    private var failures = 0
    private var highWater: Int64

    init(_ options: HTTPOptions, from offset: Int64) {
        self.options = options
        highWater = offset
    }

    /// Notes how far the transfer ever came; only ground never reached before refills the budget, so it ends.
    mutating func reached(_ position: Int64) {
        guard position - highWater >= Self.progress else { return }
        highWater = position
        failures = 0
    }

    /// How long to wait before the next attempt; nil if there is none.
    mutating func pause(after error: HTTPError) -> Duration? {
        guard failures < options.retries else { return nil }
        failures += 1
        if let seconds = error.retryAfter {
            let asked = Duration.seconds(seconds)
            return asked <= options.longestRetryDelay ? asked : nil
        }
        return Self.pause(afterFailure: failures, options)
    }

    /// How long to wait after so many failures in a row.
    static func pause(afterFailure failures: Int, _ options: HTTPOptions) -> Duration {
        let full = min(options.retryDelay * (1 << min(max(failures, 1) - 1, 16)), options.longestRetryDelay)
        // Jitter, so that many clients which failed together do not come back together.
        return full * Double.random(in: 0.5...1)
    }
}
