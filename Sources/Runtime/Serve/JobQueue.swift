/// Jobs that wait for a worker, first come, first served, and never more than a bounded number.
///
/// A worker takes a batch: as soon as there is enough for a full one, or when the oldest job has waited for the delay.
final class JobQueue<Job: Sendable>: Sendable {
    /// Why a job is not taken.
    enum Refusal: Error, Equatable {
        case full, closed
    }

    private struct Entry: Sendable {
        let job: Job
        let weight: Int
        let due: MonotonicTime
    }

    private struct State: Sendable {
        var waiting: [Entry] = []
        var weight = 0
        var isClosed = false
    }

    /// The most jobs that wait.
    let capacity: Int
    /// The weight of a full batch.
    let batch: Int
    /// How long a job waits for company, in milliseconds.
    let delay: Int
    private let state = Monitor(State())

    init(capacity: Int, batch: Int = 1, delay: Int = 0) {
        self.capacity = capacity
        self.batch = batch
        self.delay = delay
    }

    /// The jobs that wait.
    var depth: Int { state.read { $0.waiting.count } }

    /// Whether another job would be refused.
    var isFull: Bool { depth >= capacity }

    /// Adds a job that fills `weight` places of a batch. Throws ``Refusal``.
    func add(_ job: Job, weight: Int = 1) throws(Refusal) {
        let refusal: Refusal? = state.change { state in
            if state.isClosed { return .closed }
            if state.waiting.count >= capacity { return .full }
            state.waiting.append(
                Entry(job: job, weight: weight, due: MonotonicTime.now.adding(milliseconds: delay)))
            state.weight += weight
            return nil
        }
        if let refusal { throw refusal }
    }

    /// The next batch, its first job the oldest; waits for one. Nil when the queue is closed and empty.
    ///
    /// A job heavier than a batch makes one of its own.
    func next() -> [Job]? {
        state.wait { state in
            guard let oldest = state.waiting.first else { return state.isClosed ? .done(nil) : .wait }
            if state.weight < batch, !state.isClosed, MonotonicTime.now < oldest.due { return .waitUntil(oldest.due) }
            var count = 0
            var weight = 0
            while count < state.waiting.count, count == 0 || weight + state.waiting[count].weight <= batch {
                weight += state.waiting[count].weight
                count += 1
            }
            let jobs = state.waiting.prefix(count).map(\.job)
            state.waiting.removeFirst(count)
            state.weight -= weight
            return .done(jobs)
        }
    }

    /// Takes no more jobs; those that wait are still given out, at once.
    func close() { state.change { $0.isClosed = true } }
}
