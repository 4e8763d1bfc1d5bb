/// How long clients may take, in milliseconds. Who is slower is cut off, so that stuck clients do not fill the server.
struct Deadlines: Equatable, Sendable {
    /// Between two requests; longer than the minute after which common proxies give a connection up.
    var idle = 75_000
    /// From a request's first byte to the end of its head.
    var head = 10_000
    /// From the head to the end of the body.
    var body = 30_000
    /// To take an answer.
    var answer = 10_000
    /// To stop sending a body that was refused, so that the client can read why.
    var linger = 2_000
}
