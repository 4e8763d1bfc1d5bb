/// What stops the server.
enum ServeError: Error, Equatable, Sendable, CustomStringConvertible {
    case notBound(HostAddress, port: Int, reason: String)
    case notFinished(requests: Int, seconds: Int)

    var description: String {
        switch self {
        case .notBound(let host, let port, let reason):
            "could not listen on \(host) port \(port): \(reason) (give another --host or --port)"
        case .notFinished(let requests, let seconds):
            "stopped after \(seconds) s with \(requests) requests unanswered: give a longer --grace or a shorter --queue"
        }
    }
}
