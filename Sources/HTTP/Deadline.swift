import Glibc

/// When a call has to be over. It is measured by the monotonic clock, decides nothing but when to give up, and so can
/// change no byte of what is fetched.
struct Deadline: Sendable {
    private let allowed: Duration?
    private let end: ContinuousClock.Instant?

    init(in allowed: Duration?) {
        self.allowed = allowed
        end = allowed.map { ContinuousClock.now + $0 }
    }

    /// What is left, nil for ever.
    /// - Throws: `HTTPError.deadlineExceeded` if nothing is left.
    func remaining(for url: HTTPURL) throws(HTTPError) -> Duration? {
        guard let end, let allowed else { return nil }
        let left = end - ContinuousClock.now
        guard left > .zero else { throw .deadlineExceeded(url: url, deadline: allowed) }
        return left
    }

    /// Waits, looking for cancellation every few hundredths of a second.
    /// - Throws: `HTTPError.cancelled`, or `HTTPError.deadlineExceeded`.
    func pause(_ duration: Duration, for url: HTTPURL, isCancelled: () -> Bool) throws(HTTPError) {
        let slice = Duration.milliseconds(20)
        let until = ContinuousClock.now + duration
        while case let left = until - ContinuousClock.now, left > .zero {
            guard !isCancelled() else { throw .cancelled(url: url) }
            _ = try remaining(for: url)
            var time = timespec(tv_sec: 0, tv_nsec: Int(min(left, slice).components.attoseconds / 1_000_000_000))
            // An interrupted sleep is only a shorter slice.
            nanosleep(&time, nil)
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up: libcurl takes none for "for ever", and must not give up before the time is over.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds).multipliedClamping(1000) + Int(attoseconds / 1_000_000_000_000_000) + 1
    }

    /// Whole seconds, at least one.
    var wholeSeconds: Int { max(1, Int(clamping: components.seconds)) }
}

extension Int {
    /// The product, kept well below what a C `long` of milliseconds may be.
    fileprivate func multipliedClamping(_ factor: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow || product > Int(Int32.max) - 1000 ? Int(Int32.max) - 1000 : product
    }
}
