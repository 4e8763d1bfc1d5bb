import NIOCore
import NIOHTTP1

extension RequestHandler {
    func receive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let path = head.uri.prefix { $0 != "?" }
        var exchange = Exchange(
            route: Route(rawValue: String(path)), method: head.method, version: head.version,
            keepsAlive: head.isKeepAlive)
        arm(deadlines.body, context)
        let waits = head.headers[canonicalForm: "Expect"].contains { $0.lowercased() == "100-continue" }
        do throws(RequestError) {
            let admission = try service.admit(head)
            phase = .receiving(exchange, admission)
            if waits {
                let go = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
            }
        } catch {
            let length = head.headers.first(name: "Content-Length").flatMap { Int($0) }
            let isChunked = head.headers.contains(name: "Transfer-Encoding")
            if !waits, !isChunked, length ?? 0 <= Self.skipLimit {
                phase = .skipping(exchange, error)
            } else {
                exchange.keepsAlive = false
                write(Reply(error), exchange, context)
            }
        }
    }

    func receive(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .receiving(var exchange, let admission) = phase else { return }
        let refusal: RequestError?
        if body.count + bytes.readableBytes > admission.bodyLimit {
            refusal = .tooLarge(limit: admission.bodyLimit)
        } else if !service.bodies.take(bytes.readableBytes) {
            refusal = .tooMuchHeld
        } else {
            refusal = nil
        }
        if let refusal {
            exchange.keepsAlive = false
            write(Reply(refusal), exchange, context)
        } else {
            body.append(contentsOf: bytes.readableBytesView)
        }
    }

    func receiveEnd(_ context: ChannelHandlerContext) {
        switch phase {
        case .receiving(var exchange, let admission):
            exchange.isComplete = true
            work(on: exchange, admission, context)
        case .skipping(var exchange, let refusal):
            exchange.isComplete = true
            write(Reply(refusal), exchange, context)
        case .writing(var exchange):
            exchange.isComplete = true
            phase = .writing(exchange)
        case .draining: context.close(promise: nil)
        case .idle, .opening, .working, .closed: break
        }
    }

    /// Hands a whole request to the service. Until its answer comes, no time is set: what waits is bounded, and each
    /// model's run ends.
    private func work(on exchange: Exchange, _ admission: Service.Admission, _ context: ChannelHandlerContext) {
        disarm()
        phase = .working(exchange)
        let service = service
        let body = body
        self.body = []
        let promise = context.eventLoop.makePromise(of: Reply.self)
        promise.futureResult.assumeIsolated().whenSuccess { reply in
            guard case .working = self.phase else { return service.pending.change { $0 -= 1 } }
            self.write(reply, exchange, context, wasPending: true)
        }
        service.pending.change { $0 += 1 }
        do throws(RequestError) {
            try service.answer(admission, body, exchange.ticket) { reply in
                service.bodies.give(back: body.count)
                promise.succeed(reply)
            }
        } catch {
            service.bodies.give(back: body.count)
            promise.succeed(Reply(error))
        }
    }
}
