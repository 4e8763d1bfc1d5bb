/// Work on a stream of inputs by several threads, with the results in the order of the inputs.
///
/// A bounded number of inputs is under way, so memory does not grow with their number, and a result leaves as soon as all
/// before it have left, so a program that waits for an answer before it sends the next input gets it.
struct OrderedWork<Input: Sendable, Output: Sendable>: Sendable {
    /// The threads that work, at least 1.
    let threads: Int
    /// What is done to each input, in any of the threads.
    let work: @Sendable (Input) -> Output
    /// Takes the results, in order, in a thread of its own where several threads work.
    let emit: @Sendable (Output) throws -> Void

    private struct State: Sendable {
        var waiting: [(number: Int, input: Input)] = []
        var results: [Int: Output] = [:]
        var taken = 0
        var emitted = 0
        var isEnded = false
        var failure: (any Error)?

        /// Nothing more will come to a worker.
        var isOver: Bool { failure != nil || (isEnded && waiting.isEmpty) }
    }

    /// Works off what `next` gives until it gives nil. `next` runs in the calling thread.
    ///
    /// Throws what `next` or `emit` throws, and ``ThreadError``; the results of the inputs before are emitted all the same
    /// when it was `next`.
    func run(next: () throws -> Input?) throws {
        guard threads > 1 else {
            // With one thread to work there is nothing to gain from handing anything over: twice 20 microseconds.
            while let input = try next() { try emit(work(input)) }
            return
        }
        let monitor = Monitor(State())
        var running: [WorkerThread] = []
        var reading: (any Error)?
        do {
            running.append(try WorkerThread { write(monitor) })
            for _ in 0..<threads {
                running.append(try WorkerThread { workOff(monitor) })
            }
            while isOpen(monitor), let input = try next() {
                monitor.change { state in
                    state.waiting.append((state.taken, input))
                    state.taken += 1
                }
            }
        } catch {
            reading = error
        }
        monitor.change { $0.isEnded = true }
        // Whatever happened, no thread outlives this call.
        for thread in running { thread.join() }
        if let failure = monitor.read({ $0.failure }) { throw failure }
        if let reading { throw reading }
    }

    /// Waits for room; false when nobody takes results any more.
    private func isOpen(_ monitor: Monitor<State>) -> Bool {
        let window = threads * 3
        return monitor.wait { state in
            if state.failure != nil { return .done(false) }
            return state.taken - state.emitted < window ? .done(true) : .wait
        }
    }

    private func workOff(_ monitor: Monitor<State>) {
        func take() -> (number: Int, input: Input)? {
            monitor.wait { state in
                if state.failure == nil, !state.waiting.isEmpty { return .done(state.waiting.removeFirst()) }
                return state.isOver ? .done(nil) : .wait
            }
        }
        while let (number, input) = take() {
            let output = work(input)
            monitor.change { $0.results[number] = output }
        }
    }

    private func write(_ monitor: Monitor<State>) {
        func take() -> Output? {
            monitor.wait { state in
                if let output = state.results.removeValue(forKey: state.emitted) { return .done(output) }
                return state.isEnded && state.emitted == state.taken ? .done(nil) : .wait
            }
        }
        while let output = take() {
            do {
                try emit(output)
                monitor.change { $0.emitted += 1 }
            } catch {
                return monitor.change { $0.failure = error }
            }
        }
    }
}
