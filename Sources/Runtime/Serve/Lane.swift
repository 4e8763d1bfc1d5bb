import Synchronization

/// One model's way through the server: a bounded queue, and the threads that empty it.
final class Lane<Input: Sendable>: Sendable {
    /// What is done for a batch: one outcome an input, in their order.
    typealias Work = @Sendable ([Input]) -> [Result<JSONValue, any Error>]

    /// A request's part in the queue.
    private struct Job: Sendable {
        let input: Input
        let ticket: Ticket
        let finish: @Sendable (Reply) -> Void
    }

    let route: Route
    private let queue: JobQueue<Job>
    private let weigh: @Sendable (Input) -> Int
    private let metrics: Metrics
    /// The workers that have not ended.
    private let running = Monitor(0)
    private let threads = Mutex<[WorkerThread]>([])

    init(
        _ route: Route, capacity: Int, batch: Int = 1, delay: Int = 0, metrics: Metrics,
        weighing weigh: @escaping @Sendable (Input) -> Int = { _ in 1 }
    ) {
        self.route = route
        self.metrics = metrics
        self.weigh = weigh
        queue = JobQueue(capacity: capacity, batch: batch, delay: delay)
    }

    /// The requests that wait for a worker.
    var depth: Int { queue.depth }

    /// Whether another request would be refused.
    var isFull: Bool { queue.isFull }

    /// Starts `count` workers. Throws ``ThreadError``; the lane is of no use then.
    func start(_ count: Int, _ work: @escaping Work) throws(ThreadError) {
        for _ in 0..<count {
            running.change { $0 += 1 }
            do throws(ThreadError) {
                let thread = try WorkerThread { [self] in
                    while let jobs = queue.next() { run(jobs, work) }
                    running.change { $0 -= 1 }
                }
                threads.withLock { $0.append(thread) }
            } catch {
                running.change { $0 -= 1 }
                throw error
            }
        }
    }

    /// Lets `input` wait for a worker. `finish` is called once, in a worker, with its reply.
    ///
    /// Throws ``RequestError/full(_:)`` or ``RequestError/stopping``, and does not call `finish` then.
    func submit(
        _ input: Input, _ ticket: Ticket, finish: @escaping @Sendable (Reply) -> Void
    ) throws(RequestError) {
        do throws(JobQueue<Job>.Refusal) {
            try queue.add(Job(input: input, ticket: ticket, finish: finish), weight: weigh(input))
        } catch {
            throw error == .full ? .full(route) : .stopping
        }
    }

    /// Takes no more requests; the workers end when those that wait are done.
    func close() { queue.close() }

    /// Waits until the workers have ended and let go of the model; false when some have not by then.
    func finish(by deadline: MonotonicTime) -> Bool {
        let isDone = running.wait { count in
            if count == 0 { return .done(true) }
            return MonotonicTime.now < deadline ? .waitUntil(deadline) : .done(false)
        }
        guard isDone else { return false }
        for thread in threads.withLock({ $0 }) { thread.join() }
        return true
    }

    private func run(_ jobs: [Job], _ work: Work) {
        // Of a client that has gone, nobody reads the answer, whatever it is. Asked once, for it may go at any moment.
        var wanted: [Job] = []
        for job in jobs {
            if job.ticket.isCancelled { job.finish(Reply(RequestError.stopping)) } else { wanted.append(job) }
        }
        guard !wanted.isEmpty else { return }
        metrics.observe(batch: wanted.reduce(0) { $0 + weigh($1.input) }, of: route)
        for (job, outcome) in zip(wanted, work(wanted.map(\.input))) {
            switch outcome {
            case .success(let value): job.finish(Reply(value))
            case .failure(let error): job.finish(Reply(RequestError(error)))
            }
        }
    }
}

/// Ties a request to the connection that it came by.
final class Ticket: Sendable {
    private let cancelled = Atomic(false)

    /// Whether the client has gone.
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }
}
