import NIOCore
import NIOHTTP1

extension RequestHandler {
    /// Writes an answer, and goes on with the connection once the kernel has it. `wasPending` says that the request is
    /// counted already among those that a stop waits for.
    func write(_ reply: Reply, _ exchange: Exchange, _ context: ChannelHandlerContext, wasPending: Bool = false) {
        dropBody()
        if !wasPending { service.pending.change { $0 += 1 } }
        var exchange = exchange
        if service.phase == .stopping { exchange.keepsAlive = false }
        phase = .writing(exchange)
        arm(deadlines.answer, context)
        var headers = reply.headers
        headers.add(name: "Content-Type", value: reply.mediaType)
        headers.add(name: "Content-Length", value: String(reply.body.count))
        if !exchange.keepsAlive {
            headers.add(name: "Connection", value: "close")
        } else if exchange.version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.finish(reply, context) }
        let head = HTTPResponseHead(version: .http1_1, status: reply.status, headers: headers)
        if exchange.method == .HEAD {
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: written)
        } else {
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            let bytes = context.channel.allocator.buffer(bytes: reply.body)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: written)
        }
    }

    /// The kernel has the answer. The pipeline gives out the next request while the end is written.
    private func finish(_ reply: Reply, _ context: ChannelHandlerContext) {
        guard case .writing(let exchange) = phase else { return }
        service.pending.change { $0 -= 1 }
        service.metrics.observe(reply, of: exchange.route, seconds: MonotonicTime.now.seconds(since: exchange.start))
        let end = wrapOutboundOut(.end(nil))
        if exchange.keepsAlive, exchange.isComplete {
            phase = .idle
            arm(deadlines.idle, context)
            context.writeAndFlush(end, promise: nil)
        } else if exchange.isComplete {
            phase = .closed
            disarm()
            context.writeAndFlush(end, promise: nil)
            context.close(promise: nil)
        } else {
            phase = .draining
            arm(deadlines.linger, context)
            context.writeAndFlush(end, promise: nil)
        }
    }
}
