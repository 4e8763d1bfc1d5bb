import Glibc

/// SIGTERM and SIGINT, kept from ending the process and waited for instead.
struct StopSignals: Sendable {
    private static let numbers = [SIGTERM, SIGINT]

    /// Keeps the signals from every thread that is started from here on; call it before there is another thread.
    ///
    /// The corresponding C function is `pthread_sigmask`. A blocked signal waits even for the first process of a
    /// container, which the kernel otherwise spares signals that it has no handler for (pid_namespaces(7)).
    init() {
        var set = Self.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for one of them. The corresponding C function is `sigwait`.
    func next() {
        var set = Self.set
        var number: CInt = 0
        while sigwait(&set, &number) != 0 {}
    }

    /// Lets the next of them end the process, as a user expects who asks a second time.
    func release() {
        var set = Self.set
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        return set
    }
}
