import Layers
import Synchronization

/// Turns what a build does into lines on stderr, each stage with the time it took.
final class ProgressPrinter: Sendable {
    private struct State {
        var stage: (name: String, start: ContinuousClock.Instant)?
        var fetched: (count: Int, bytes: Int64) = (0, 0)
    }

    private let state = Mutex(State())
    private let isQuiet: Bool

    /// A printer; a quiet one hears but says nothing.
    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    /// Hears one event.
    func hear(_ event: BuildEvent) {
        guard !isQuiet else { return }
        switch event {
        case .stage(let name): begin(name)
        case .fetched(_, let bytes):
            state.withLock {
                $0.fetched.count += 1
                $0.fetched.bytes += bytes
            }
        case .composing(let layer): Terminal.note("    composing \(layer)")
        case .layer(let name, let size, let isCached):
            Terminal.note("    \(isCached ? "cached   " : "composed ") \(name)  \(Quantity.bytes(size))")
        case .notice(let text): Terminal.note("    note: \(Terminal.printable(text))")
        }
    }

    /// Ends the stage that runs and begins another.
    func begin(_ name: String) {
        guard !isQuiet else { return }
        finish()
        state.withLock { $0.stage = (name, .now) }
        Terminal.note("==> \(name)")
    }

    /// Ends the stage that runs.
    func finish() {
        guard !isQuiet else { return }
        let (stage, fetched) = state.withLock { state in
            defer {
                state.stage = nil
                state.fetched = (0, 0)
            }
            return (state.stage, state.fetched)
        }
        guard let stage else { return }
        let count = fetched.count > 0 ? ", \(fetched.count) inputs, \(Quantity.bytes(fetched.bytes))" : ""
        Terminal.note("    \(stage.name): \(Quantity.seconds(.now - stage.start))\(count)")
    }
}
