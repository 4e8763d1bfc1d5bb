extension HTTPClient {
    /// How much of an error's body is kept for the message.
    static let excerptLength = 2048

    /// Sends a request and follows its redirects.
    ///
    /// Each hop gets the credential of its own origin and no other. The request's own credential goes to its URL's origin,
    /// and once a redirect has left that, never again: what comes back from elsewhere was not asked for by the caller.
    /// - Returns: What the last exchange left.
    func follow(
        _ first: HTTPRequest, lines: [String], keepLimit: Int, on handle: borrowing EasyHandle,
        within deadline: Deadline,
        isCancelled: @escaping () -> Bool,
        judge: @escaping (_ status: Int, _ headers: HTTPHeaders) -> Exchange.Verdict,
        sink: @escaping (UnsafeRawBufferPointer) -> Bool
    ) throws(HTTPError) -> Answer {
        var url = first.url
        var own = first.credential
        var redirects = 0
        while true {
            var request = HTTPRequest(first.method, url, headers: first.headers, body: first.body)
            request.credential = own ?? options.credentials[url.origin]
            request.repetition = first.repetition
            request.patience = first.patience
            let exchange = Exchange(
                headerLimit: options.headerLimit, keepLimit: keepLimit, body: first.body,
                repetition: first.repetition, isCancelled: isCancelled,
                judge: { status, headers in
                    Self.location(status, headers, first.method) == nil ? judge(status, headers) : .keep
                },
                sink: sink)
            let retryAfter = try perform(
                request, lines: lines, credential: request.credential, on: handle, within: deadline, exchange: exchange)
            guard let location = Self.location(exchange.status, exchange.headers, first.method) else {
                return Answer(exchange, url: url, retryAfter: retryAfter)
            }
            redirects += 1
            guard redirects <= options.maximumRedirects else {
                throw .tooManyRedirects(url: first.url, limit: options.maximumRedirects)
            }
            let next = try url.resolving(reference: location)
            guard url.scheme == .http || next.scheme == .https else { throw .downgrade(from: url, to: next) }
            if next.origin != first.url.origin {
                guard first.method.isSafe else { throw .redirectRefused(from: url, to: next) }
                own = nil
            }
            url = next
        }
    }

    /// Where a redirect leads, nil if the answer is none that this method may follow: only 307 and 308 promise that the
    /// method stays (RFC 9110 section 15.4).
    private static func location(_ status: Int, _ headers: HTTPHeaders, _ method: HTTPRequest.Method) -> String? {
        switch status {
        case 301, 302, 303: method.isSafe ? headers["location"] : nil
        case 307, 308: headers["location"]
        default: nil
        }
    }

    /// What the last exchange of a chain left; not the exchange itself, whose closures end with the call.
    struct Answer {
        let url: HTTPURL
        let status: Int
        let headers: HTTPHeaders
        let kept: [UInt8]
        let stop: Exchange.Stop?
        let failure: (any Error)?
        let retryAfter: Int64?

        init(_ exchange: Exchange, url: HTTPURL, retryAfter: Int64?) {
            self.url = url
            self.retryAfter = retryAfter
            status = exchange.status
            headers = exchange.headers
            kept = exchange.kept
            stop = exchange.stop
            failure = exchange.failure
        }

        /// The error that a status other than success is.
        var statusError: HTTPError {
            .status(
                url: url, status: status, retryAfter: retryAfter,
                excerpt: String(decoding: kept.prefix(HTTPClient.excerptLength), as: UTF8.self))
        }
    }
}
