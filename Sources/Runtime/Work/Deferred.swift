/// A value that is made once: by a thread of its own after ``start()``, or by the first who asks for it.
final class Deferred<Value: Sendable>: Sendable {
    private enum State: Sendable {
        case idle, running
        case made(Result<Value, any Error>)
    }

    private let state = Monitor(State.idle)
    private let make: @Sendable () throws -> Value

    init(_ make: @escaping @Sendable () throws -> Value) { self.make = make }

    /// Begins to make it in a thread of its own, unless somebody has begun.
    ///
    /// Throws ``ThreadError``; the value can still be had then.
    func start() throws(ThreadError) { _ = try WorkerThread { [self] in run() } }

    /// The value, as soon as it is made. Throws what its making threw, every time.
    func value() throws -> Value {
        run()
        return try state.wait { state in
            if case .made(let result) = state { .done(result) } else { .wait }
        }.get()
    }

    private func run() {
        let isFirst = state.change { state in
            guard case .idle = state else { return false }
            state = .running
            return true
        }
        guard isFirst else { return }
        let result = Result { try make() }
        state.change { $0 = .made(result) }
    }
}
