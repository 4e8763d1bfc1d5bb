import CCurl

extension HTTPClient {
    /// Sends one request to one place and waits for the answer.
    /// - Returns: The seconds that the server asks to wait, where it does.
    /// - Throws: An error if libcurl failed or the header fields are unusable. What the exchange stopped itself for other
    ///   reasons is left for the caller to tell.
    func perform(
        _ request: HTTPRequest, lines: [String], credential: HTTPCredential?, on handle: borrowing EasyHandle,
        within deadline: Deadline, exchange: Exchange
    ) throws(HTTPError) -> Int64? {
        let url = request.url
        let remaining = try deadline.remaining(for: url)
        handle.reset()
        try configureTransport(of: handle, for: url.origin, remaining: remaining, patience: request.patience)
        try handle.set(CURLOPT_URL, url.description)
        try configureMethod(of: handle, request)
        try configure(credential, of: handle)
        // libcurl waits a second for a server that does not know "Expect: 100-continue".
        var list = HeaderList()
        list.append("Expect:")
        for field in request.headers.fields {
            list.append("\(field.name)\(field.value.isEmpty ? ";" : ": \(field.value)")")
        }
        for line in lines { list.append(line) }
        try handle.connect(to: exchange)
        let (code, message) = try handle.perform(list)
        switch exchange.stop {
        case .cancelled: throw .cancelled(url: url)
        case .headersTooLong: throw .headerLimitExceeded(url: url, limit: options.headerLimit)
        case .lengths: throw .malformedResponse(url: url, field: "content-length")
        case .keptEnough, .verdict, .sink, .body: return retryAfter(on: handle)
        case nil: break
        }
        if code == CURLE_OPERATION_TIMEDOUT { _ = try deadline.remaining(for: url) }
        if code == CURLE_PARTIAL_FILE {
            let length = exchange.headers["content-length"].flatMap { ContentRange.number($0) }
            throw .truncated(url: url, expected: length, actual: exchange.received)
        }
        guard code == CURLE_OK else { throw .transport(url: url, code: code.rawValue, message: message) }
        try checkLength(of: exchange, request)
        return retryAfter(on: handle)
    }

    /// libcurl reads `Retry-After` in both its forms, so that no date has to be parsed here.
    private func retryAfter(on handle: borrowing EasyHandle) -> Int64? {
        handle.info(CURLINFO_RETRY_AFTER).flatMap { $0 > 0 ? $0 : nil }
    }

    /// The length told must be that of what came, whatever libcurl made of it.
    private func checkLength(of exchange: Exchange, _ request: HTTPRequest) throws(HTTPError) {
        guard let length = exchange.headers["content-length"].flatMap({ ContentRange.number($0) }) else { return }
        guard request.method != .head, exchange.status != 204, exchange.status != 304 else { return }
        guard length == exchange.received else {
            throw .truncated(url: request.url, expected: length, actual: exchange.received)
        }
    }

}
