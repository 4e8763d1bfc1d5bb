import OCI
import Synchronization

/// Turns what a copy does into lines on stderr: each blob, and how far the copy is every few seconds.
final class CopyPrinter: Sendable {
    private struct State {
        var start = ContinuousClock.now
        var told = ContinuousClock.now
        var total: Int64 = 0
        var done: Int64 = 0
    }

    private static let interval = Duration.seconds(5)

    private let state = Mutex(State())
    private let isQuiet: Bool

    /// A printer; a quiet one hears but says nothing.
    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    /// Tells what begins.
    func begin(_ what: String) {
        guard !isQuiet else { return }
        Terminal.note("==> copy \(what)")
    }

    /// Hears one event.
    func hear(_ event: CopyEvent) {
        guard !isQuiet else { return }
        switch event {
        case .planned(let blobs, let bytes):
            state.withLock { $0.total = bytes }
            Terminal.note("    \(blobs) blobs, \(Quantity.bytes(bytes))")
        case .advanced(let count):
            let line = state.withLock { state -> String? in
                state.done += count
                let now = ContinuousClock.now
                guard now - state.told >= CopyPrinter.interval else { return nil }
                state.told = now
                return "    \(Quantity.bytes(state.done)) of \(Quantity.bytes(state.total)), "
                    + "\(Quantity.rate(state.done, now - state.start))"
            }
            if let line { Terminal.note(line) }
        case .delivered(let blob, let delivery):
            let word =
                switch delivery {
                case .copied: "copied "
                case .mounted: "mounted"
                case .present: "present"
                }
            if case .present = delivery { state.withLock { $0.total -= blob.size } }
            if case .mounted = delivery { state.withLock { $0.total -= blob.size } }
            Terminal.note("    \(word) \(blob.digest.short)  \(Quantity.bytes(blob.size))")
        }
    }

    /// Tells what the copy did.
    func finish(_ report: CopyReport) {
        guard !isQuiet else { return }
        let time = ContinuousClock.now - state.withLock { $0.start }
        Terminal.note(
            "    copy: \(Quantity.seconds(time)), \(report.copied) blobs with \(Quantity.bytes(report.bytes)), "
                + "\(report.skipped) there already, \(report.mounted) mounted, \(report.referrers) referrers")
    }
}
