import Dispatch
import Glibc
import OCI

/// Lets a copy end well when its user or the system wants it to end: the first SIGINT or SIGTERM asks it to, the second ends
/// the process.
struct SignalWatch: ~Copyable {
    private static let numbers = [SIGINT, SIGTERM]

    private let sources: [any DispatchSourceSignal]

    /// Watches until the value goes away.
    init(_ interruption: CopyInterruption) {
        sources = SignalWatch.numbers.map { number in
            // A source hears what the process itself ignores (dispatch_source_create(3)).
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard interruption.isRequested else {
                    interruption.request()
                    Terminal.note("    ending after the part that is under way; once more ends at once")
                    return
                }
                signal(number, SIG_DFL)
                raise(number)
            }
            source.activate()
            return source
        }
    }

    /// Watches while something is sent to a registry; anything else may end at once.
    static func forUploads(to target: ImageLocation, _ interruption: CopyInterruption) -> SignalWatch? {
        if case .registry = target { SignalWatch(interruption) } else { nil }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in SignalWatch.numbers { signal(number, SIG_DFL) }
    }
}
