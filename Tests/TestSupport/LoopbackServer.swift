import Glibc
import Synchronization
public import SystemPackage

/// A small HTTP/1.1 server on 127.0.0.1 for tests, with threads of its own: it answers while the test blocks in a client.
///
/// It keeps every request, so a test can say what must not have been sent. It stops when its last reference goes.
public final class LoopbackServer: Sendable {
    /// Answers one request.
    public typealias Handler = @Sendable (Request) -> Response

    /// How much of a request's body is taken.
    public enum Intake: Sendable {
        /// All of it.
        case whole
        /// So many bytes; then the connection closes.
        case cut(after: Int)
        /// So many bytes; then nothing happens until ``release()``, and the connection closes.
        case held(after: Int)
    }

    /// The port that the system chose.
    public let port: UInt16
    private let state: ServerState

    /// Starts a server with a handler for each path; any other path is a 404.
    public convenience init(_ routes: [String: Handler]) throws(Errno) {
        try self.init { request in routes[request.path]?(request) ?? .status(404, "no such route") }
    }

    /// Starts a server with one handler for all paths.
    /// - Parameters:
    ///   - intake: Decides by a request's head how much of its body is taken.
    ///   - ended: Gets requests whose body ended early, with what came of it.
    public init(
        intake: @escaping @Sendable (Request) -> Intake = { _ in .whole },
        ended: @escaping @Sendable (Request) -> Void = { _ in }, handler: @escaping Handler
    ) throws(Errno) {
        let (listener, port) = try Self.listen()
        let state = ServerState(handler: handler, intake: intake, ended: ended)
        self.port = port
        self.state = state
        startThread {
            while !state.isStopping {
                var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
                guard poll(&waiting, 1, 20) > 0 else { continue }
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { continue }
                startThread { Connection(connection, state: state).serve() }
            }
            close(listener)
        }
    }

    deinit { stop() }

    /// Ends the server; connections that stall are closed.
    public func stop() { state.stop() }

    /// Closes the connections whose bodies are held.
    public func release() { state.release() }

    /// The origin, without a slash at the end.
    public var origin: String { "http://127.0.0.1:\(port)" }

    /// The URL of a path on this server.
    public func url(_ path: String) -> String { origin + path }

    /// All requests so far, in the order of their arrival.
    public var requests: [Request] { state.requests }

    /// The requests for one path.
    public func requests(for path: String) -> [Request] { requests.filter { $0.path == path } }

    /// How many connections were opened so far.
    public var connections: Int { state.connections }

    private static func listen() throws(Errno) -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw Errno(rawValue: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isUp = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && Glibc.listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isUp else {
            let code = errno
            close(listener)
            throw Errno(rawValue: code)
        }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}

/// What the server's threads share.
final class ServerState: Sendable {
    private struct Shared {
        var requests: [LoopbackServer.Request] = []
        var connections = 0
        var isStopping = false
        var releases = 0
    }

    let handler: LoopbackServer.Handler
    let intake: @Sendable (LoopbackServer.Request) -> LoopbackServer.Intake
    let ended: @Sendable (LoopbackServer.Request) -> Void
    private let shared = Mutex(Shared())

    init(
        handler: @escaping LoopbackServer.Handler,
        intake: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Intake,
        ended: @escaping @Sendable (LoopbackServer.Request) -> Void
    ) {
        self.handler = handler
        self.intake = intake
        self.ended = ended
    }

    var requests: [LoopbackServer.Request] { shared.withLock { $0.requests } }
    var connections: Int { shared.withLock { $0.connections } }
    var isStopping: Bool { shared.withLock { $0.isStopping } }

    var releases: Int { shared.withLock { $0.releases } }

    func release() { shared.withLock { $0.releases += 1 } }
    func stop() { shared.withLock { $0.isStopping = true } }
    func noteConnection() { shared.withLock { $0.connections += 1 } }
    func note(_ request: LoopbackServer.Request) { shared.withLock { $0.requests.append(request) } }
}

/// Runs a body in a thread of its own, since a test may block every thread of Swift's pool.
private func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body))
    let code = pthread_create(
        &thread, nil,
        { argument in
            argument.map { Unmanaged<Box>.fromOpaque($0).takeRetainedValue().body() }
            return nil
        }, box.toOpaque())
    guard code == 0 else { return box.release() }
    pthread_detach(thread)
}
