import Glibc
import Synchronization

/// A thread of its own for work that blocks; the owner of a `pthread_t`.
final class WorkerThread: Sendable {
    private let thread: Mutex<pthread_t?>

    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts `body` in a new thread.
    ///
    /// Throws ``ThreadError`` when the system gives no more threads. The corresponding C function is `pthread_create`.
    init(_ body: @escaping @Sendable () -> Void) throws(ThreadError) {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw ThreadError(errno: code)
        }
        self.thread = Mutex(thread)
    }

    // A thread that nobody joins gives its memory back when it ends.
    deinit { thread.withLock { if let thread = $0 { pthread_detach(thread) } } }

    /// Waits until the thread's work is done and what it held is let go of; at once the second time.
    func join() {
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }
}

/// The system gave no thread.
struct ThreadError: Error, Equatable, Sendable, CustomStringConvertible {
    let errno: Int32

    var description: String {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return "could not start a thread: \(reason) (give a smaller --threads, or allow this user or container more)"
    }
}
