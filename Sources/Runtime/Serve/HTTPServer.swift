import NIOCore
import NIOHTTP1
import NIOPosix

/// The sockets of a service: listens, and gives each connection its handlers.
final class HTTPServer: Sendable {
    /// The port that is listened on.
    let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel

    /// Listens at the address and port of the service's settings. Throws ``ServeError/notBound(_:port:reason:)``.
    init(_ service: Service, deadlines: Deadlines = Deadlines()) throws(ServeError) {
        let settings = service.settings
        // Two threads move bytes; all that takes time is done by workers.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        do {
            let address = try SocketAddress(ipAddress: settings.host.description, port: settings.port)
            listener = try Self.bootstrap(group, service, deadlines).bind(to: address).wait()
        } catch {
            try? group.syncShutdownGracefully()
            throw .notBound(settings.host, port: settings.port, reason: "\(error)")
        }
        self.group = group
        port = listener.localAddress?.port ?? settings.port
    }

    /// Closes every connection and the listening socket, and ends the threads.
    func close() { try? group.syncShutdownGracefully() }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ service: Service, _ deadlines: Deadlines
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let isWelcome = service.connections.take()
                    let pipeline = channel.pipeline.syncOperations
                    guard isWelcome else {
                        service.metrics.observe(.overload, of: nil)
                        return try pipeline.addHandler(TurnAwayHandler())
                    }
                    channel.closeFuture.whenComplete { _ in service.connections.give(back: 1) }
                    var limits = NIOHTTPDecoderLimitConfiguration()
                    limits.maxHeaderFieldSize = 16 << 10
                    limits.maxHeaderListSize = 64 << 10
                    limits.maxHeaderFieldCount = 100
                    let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
                    try pipeline.addHandler(HTTPResponseEncoder())
                    try pipeline.addHandler(ByteToMessageHandler(decoder))
                    try pipeline.addHandler(HTTPServerPipelineHandler())
                    try pipeline.addHandler(RequestHandler(service, deadlines))
                }
            }
    }
}
