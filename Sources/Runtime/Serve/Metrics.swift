import NIOHTTP1
import Synchronization

/// What the server counts.
final class Metrics: Sendable {
    /// The upper bounds of durations, in seconds.
    static let durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// The upper bounds of batches, in texts or pictures.
    static let batches = [1.0, 2, 4, 8, 16, 32, 64, 128, 256]

    /// A route and a status code.
    struct Outcome: Hashable, Comparable, Sendable {
        let route: String
        let code: Int

        static func < (one: Outcome, other: Outcome) -> Bool { (one.route, one.code) < (other.route, other.code) }
    }

    /// A route and a kind of error.
    struct Failure: Hashable, Comparable, Sendable {
        let route: String
        let kind: String

        static func < (one: Failure, other: Failure) -> Bool { (one.route, one.kind) < (other.route, other.kind) }
    }

    struct Counts: Sendable {
        var requests: [Outcome: Int] = [:]
        var errors: [Failure: Int] = [:]
        var durations: [String: Histogram] = [:]
        var batches: [String: Histogram] = [:]
    }

    private let state = Mutex(Counts())

    /// All counts at one moment.
    var counts: Counts { state.withLock { $0 } }

    /// A request that was answered. No route is a path that leads nowhere: those are counted together, so that a caller
    /// cannot make the list of them grow.
    func observe(_ reply: Reply, of route: Route?, seconds: Double) {
        let route = route?.rawValue ?? "other"
        state.withLock { counts in
            counts.requests[Outcome(route: route, code: Int(reply.status.code)), default: 0] += 1
            counts.durations[route, default: Histogram(bounds: Self.durations)].observe(seconds)
            if let kind = reply.kind { counts.errors[Failure(route: route, kind: kind.rawValue), default: 0] += 1 }
        }
    }

    /// A run of a model over `count` texts or pictures.
    func observe(batch count: Int, of route: Route) {
        state.withLock {
            $0.batches[route.rawValue, default: Histogram(bounds: Self.batches)].observe(Double(count))
        }
    }

    /// A client that was cut off or turned away without a request's answer.
    func observe(_ kind: RequestError.Kind, of route: Route?) {
        let failure = Failure(route: route?.rawValue ?? "other", kind: kind.rawValue)
        state.withLock { $0.errors[failure, default: 0] += 1 }
    }
}
