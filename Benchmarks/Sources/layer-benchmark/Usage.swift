import Glibc

/// What a piece of work took: CPU seconds of all threads, and seconds on the clock.
struct Usage {
    let cpu: Double
    let wall: Double

    /// Measures `work`.
    static func of(_ work: () async throws -> Void) async rethrows -> Usage {
        let (cpu, wall) = (processSeconds(), clockSeconds())
        try await work()
        return Usage(cpu: processSeconds() - cpu, wall: clockSeconds() - wall)
    }

    private static func processSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }

    private static func clockSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension Sequence<Double> {
    /// The middle value; of an even number the upper one of the two.
    var median: Double {
        let sorted = sorted()
        return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
    }
}
