import NIOCore

/// A connection beyond the bound: told so, and closed.
final class TurnAwayHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let answer = """
        HTTP/1.1 503 Service Unavailable\r
        Content-Type: application/json\r
        Content-Length: 63\r
        Retry-After: 1\r
        Connection: close\r
        \r
        {"error":"as many connections are open as may be: try later"}\r

        """

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What was sent is read first: to close with bytes unread would reset the connection, and the answer with it.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: Self.answer)), promise: nil)
        context.close(promise: nil)
    }

    func channelActive(context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { context.close(promise: nil) }
        context.fireChannelActive()
    }
}
