import NIOCore
import NIOHTTP1

/// One connection: takes requests one after the other, and answers each before it looks at the next.
///
/// A request that cannot be answered is refused at its head, and a body is never held beyond its limit. The end of an
/// answer is written when its bytes are with the kernel, so a client that sends and never reads holds one answer at most.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// A request that is being dealt with.
    struct Exchange {
        let route: Route?
        let method: HTTPMethod
        let version: HTTPVersion
        var keepsAlive: Bool
        /// Whether the end of its body has come.
        var isComplete = false
        let start = MonotonicTime.now
        let ticket = Ticket()
    }

    enum Phase {
        /// Between requests.
        case idle
        /// The first bytes of a head are there.
        case opening
        case receiving(Exchange, Service.Admission)
        /// Refused; the rest of a small body is waited for, so that the connection can go on.
        case skipping(Exchange, RequestError)
        /// A worker has it.
        case working(Exchange)
        /// The answer is being written.
        case writing(Exchange)
        /// Answered before the end of its body, which is dropped.
        case draining
        case closed
    }

    /// A refused body up to this size is read, and the connection kept.
    static let skipLimit = 65_536

    let service: Service
    let deadlines: Deadlines
    var phase = Phase.idle
    /// The body so far, which counts in the service's budget.
    var body: [UInt8] = []
    private var timer: Scheduled<Void>?
    /// Whether the bytes that came last made a part of a request.
    private var hasRead = false

    init(_ service: Service, _ deadlines: Deadlines) {
        self.service = service
        self.deadlines = deadlines
    }

    func channelActive(context: ChannelHandlerContext) {
        arm(deadlines.idle, context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasRead = true
        // What was decoded of a connection that has gone meanwhile, or follows an answer after which it closes.
        if case .closed = phase { return }
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body(let bytes): receive(bytes, context)
        case .end: receiveEnd(context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Bytes came and made no head yet. A request that is answered already leaves the phase idle, too.
        defer { hasRead = false }
        if case .idle = phase, !hasRead {
            phase = .opening
            arm(deadlines.head, context)
        }
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        // The client went inside a request: there is nobody to answer.
        guard error != .invalidEOFState else { return }
        let refusal: RequestError = error == .headerOverflow ? .headersTooLarge : .notHTTP
        switch phase {
        case .idle, .opening:
            let exchange = Exchange(route: nil, method: .GET, version: .http1_1, keepsAlive: false, isComplete: true)
            write(Reply(refusal), exchange, context)
        case .receiving(var exchange, _), .skipping(var exchange, _):
            exchange.keepsAlive = false
            exchange.isComplete = true
            write(Reply(refusal), exchange, context)
        case .working, .writing, .draining, .closed: context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        disarm()
        dropBody()
        switch phase {
        case .receiving(let exchange, _), .skipping(let exchange, _):
            service.metrics.observe(.disconnect, of: exchange.route)
        case .working(let exchange), .writing(let exchange):
            exchange.ticket.cancel()
            service.metrics.observe(.disconnect, of: exchange.route)
            if case .writing = phase { service.pending.change { $0 -= 1 } }
        case .idle, .opening, .draining, .closed: break
        }
        phase = .closed
        context.fireChannelInactive()
    }

    /// Gives the body's bytes back to the budget.
    func dropBody() {
        service.bodies.give(back: body.count)
        body = []
    }

    /// Lets ``expire(_:)`` run in so many milliseconds, and not at any time set before.
    func arm(_ milliseconds: Int, _ context: ChannelHandlerContext) {
        disarm()
        let loop = context.eventLoop.assumeIsolated()
        timer = loop.scheduleTask(in: .milliseconds(Int64(milliseconds))) { self.expire(context) }
    }

    func disarm() {
        timer?.cancel()
        timer = nil
    }

    private func expire(_ context: ChannelHandlerContext) {
        switch phase {
        case .receiving(var exchange, _):
            exchange.keepsAlive = false
            write(Reply(RequestError.tooSlow), exchange, context)
        case .skipping(var exchange, let refusal):
            exchange.keepsAlive = false
            write(Reply(refusal), exchange, context)
        case .opening:
            // There is no request yet that could be answered.
            service.metrics.observe(.timeout, of: nil)
            cutOff(context)
        case .writing(let exchange):
            service.metrics.observe(.timeout, of: exchange.route)
            service.pending.change { $0 -= 1 }
            cutOff(context)
        case .idle, .draining: cutOff(context)
        case .working, .closed: break
        }
    }

    /// Closes the connection; what comes of it is not the client's doing.
    private func cutOff(_ context: ChannelHandlerContext) {
        disarm()
        phase = .closed
        context.close(promise: nil)
    }
}
