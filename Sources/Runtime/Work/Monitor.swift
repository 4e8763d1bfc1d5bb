import Glibc

/// State that threads share, with a way to wait until it has changed; the owner of a POSIX mutex and condition.
///
/// Unchecked: the state is reached with the mutex locked alone, and POSIX promises that one thread at a time holds it and
/// sees what the one before wrote (pthread_mutex_lock(3p); XBD 4.12, "Memory Synchronization").
final class Monitor<State: Sendable>: @unchecked Sendable {
    /// What a waiting thread finds.
    enum Outlook<Value> {
        /// What it has waited for.
        case done(Value)
        /// Nothing before the next change.
        case wait
        /// Nothing before the next change or that moment.
        case waitUntil(MonotonicTime)
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state: State

    init(_ state: State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Reads the state.
    func read<Value>(_ body: (State) -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(state)
    }

    /// Changes the state and wakes those who wait.
    func change<Value>(_ body: (inout State) -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        defer { pthread_cond_broadcast(condition) }
        return body(&state)
    }

    /// Waits until `body` is done; it looks at once, after every change, and at the moment it names. It may change the
    /// state when it is done.
    func wait<Value>(_ body: (inout State) -> Outlook<Value>) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            switch body(&state) {
            case .done(let value):
                pthread_cond_broadcast(condition)
                return value
            case .wait: pthread_cond_wait(condition, mutex)
            case .waitUntil(let moment):
                var time = moment.timespec
                pthread_cond_timedwait(condition, mutex, &time)
            }
        }
    }
}
