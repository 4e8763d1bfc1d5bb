import Glibc

extension Invocation {
    /// What the command waits for.
    private enum Event: Sendable {
        case loaded(Result<ServedModels, any Error>)
        case stop
    }

    /// Serves until SIGTERM or SIGINT, then finishes what was accepted.
    ///
    /// Listens before the models are loaded, so that who asks learns that it is not ready yet. Throws ``ServeError``,
    /// ``ThreadError`` or what loading throws.
    func serve(_ settings: ServeSettings, _ output: Output) throws -> Int32 {
        let signals = StopSignals()
        MemoryReuse.begin()
        let device = device ?? .cpu
        let service = Service(settings, connections: ServeLimits.connections(), device: ServeLimits.memory(of: device))
        let server = try HTTPServer(service)
        output.log("listening on \(settings.host) port \(server.port)")
        let events = Monitor<[Event]>([])
        _ = try WorkerThread {
            signals.next()
            events.change { $0.append(.stop) }
            signals.release()
            // The thread has to stay: it is the only one that the second signal can come to.
            while true { pause() }
        }
        _ = try WorkerThread { [self] in
            let models = Result { try ServedModels(engine(), settings, session: serveSettings(on: device)) }
            events.change { $0.append(.loaded(models)) }
        }
        while true {
            let event = events.wait { events in events.isEmpty ? .wait : .done(events.removeFirst()) }
            switch event {
            case .loaded(let models):
                try service.start(models.get(), workers: workers(for: .max))
                output.log("ready")
            case .stop:
                output.log("stopping")
                let deadline = MonotonicTime.now.adding(milliseconds: settings.grace * 1000)
                guard service.stop(by: deadline) else {
                    // The sockets stay: workers that are not done would answer into loops that are gone.
                    throw ServeError.notFinished(requests: service.pending.read { $0 }, seconds: settings.grace)
                }
                server.close()
                output.log("stopped")
                return 0
            }
        }
    }

    /// Each worker computes alone: with requests enough, that keeps all processors busy without one waiting for another.
    private func serveSettings(on device: Device) -> SessionSettings { SessionSettings(device: device, threads: 1) }
}
