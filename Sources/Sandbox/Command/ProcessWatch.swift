import Dispatch
import Glibc

/// Waits for the end of a process through its pidfd.
///
/// The corresponding C functions are `pidfd_open`, by which the descriptor was made, and `poll`.
struct ProcessWatch: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Whether the process ended within `timeout`. The wait takes a thread outside the cooperative pool.
    func waitForExit(_ timeout: Duration) async -> Bool {
        let descriptor = descriptor
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: ProcessWatch.poll(descriptor, until: .now + timeout))
            }
        }
    }

    private static func poll(_ descriptor: Int32, until end: ContinuousClock.Instant) -> Bool {
        while true {
            let left = (end - ContinuousClock.now) / .milliseconds(1)
            if left <= 0 { return false }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = Glibc.poll(&request, 1, Int32(min(left.rounded(.up), 1_000_000_000)))
            // A descriptor that cannot be polled says nothing of time: the streams' ends will tell.
            if ready > 0 || (ready < 0 && errno != EINTR) { return true }
        }
    }
}
