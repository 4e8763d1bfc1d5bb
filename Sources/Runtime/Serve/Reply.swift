import NIOHTTP1

/// What a request is answered with.
struct Reply: Equatable, Sendable {
    let status: HTTPResponseStatus
    let mediaType: String
    let body: [UInt8]
    var headers: HTTPHeaders = [:]
    /// What is counted, for an error.
    var kind: RequestError.Kind?

    /// A line of JSON.
    init(_ value: JSONValue, status: HTTPResponseStatus = .ok) {
        self.status = status
        mediaType = "application/json"
        body = Array((value.serialized + "\n").utf8)
    }

    /// `{"error":"…"}`
    init(_ error: RequestError) {
        self.init(.object([.init("error", .text(error.description))]), status: error.status)
        headers = error.headers
        kind = error.kind
    }

    /// Metrics in Prometheus' text format.
    init(metrics text: String) {
        status = .ok
        mediaType = "text/plain; version=0.0.4; charset=utf-8"
        body = Array(text.utf8)
    }
}
