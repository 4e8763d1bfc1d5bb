extension HTTPClient {
    /// Receives a resource, or the rest of one, as a stream.
    ///
    /// Failed connections, timeouts, truncated bodies, 429 and 5xx are retried, going on at the byte after the last one
    /// received. Where a server cannot go on there (or the resource has changed), the resource comes anew from its first
    /// byte, and `restarted` is called before, if any byte came before or `offset` is not 0.
    /// - Parameters:
    ///   - offset: How many bytes the caller has already.
    ///   - limit: How long the whole resource may be, with those bytes.
    ///   - isCancelled: Asked about once a second and at each part.
    ///   - restarted: Forgets everything received, as a hash does.
    ///   - receive: Takes the next bytes, which are valid during the call only.
    /// - Throws: `HTTPError`, also for every status other than success, or what `restarted` or `receive` throws.
    @discardableResult
    public func get(
        _ url: HTTPURL, offset: Int64 = 0, limit: Int64, isCancelled: () -> Bool = { false },
        restarted: () throws -> Void, receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponse {
        try get(
            HTTPRequest(.get, url), offset: offset, limit: limit, isCancelled: isCancelled, restarted: restarted,
            receive: receive)
    }

    /// The same for a request with header fields or a credential of its own; it must be a GET without a body.
    @discardableResult
    public func get(
        _ request: HTTPRequest, offset: Int64 = 0, limit: Int64, isCancelled: () -> Bool = { false },
        restarted: () throws -> Void, receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponse {
        precondition(request.method == .get && request.body == nil)
        var failure: (any Error)?
        func attempt(_ body: () throws -> Void) -> Bool {
            do {
                try body()
                return true
            } catch {
                failure = error
                return false
            }
        }
        do {
            return try download(
                request, offset: offset, limit: limit, isCancelled: isCancelled, restarted: { attempt(restarted) },
                receive: { bytes in attempt { try receive(bytes) } })
        } catch {
            throw failure ?? error
        }
    }

    /// Receives a small document as a whole.
    /// - Throws: `HTTPError`, also for every status other than success.
    public func fetch(
        _ url: HTTPURL, limit: Int, isCancelled: () -> Bool = { false }
    ) throws(HTTPError) -> [UInt8] {
        var document: [UInt8] = []
        _ = try download(
            HTTPRequest(.get, url), offset: 0, limit: Int64(limit), isCancelled: isCancelled,
            restarted: {
                document.removeAll()
                return true
            },
            receive: { bytes in
                document.append(contentsOf: bytes)
                return true
            })
        return document
    }

    /// `get` with closures that say false instead of throwing; the error is then `cancelled`.
    private func download(
        _ request: HTTPRequest, offset: Int64, limit: Int64, isCancelled: () -> Bool, restarted: () -> Bool,
        receive: (UnsafeRawBufferPointer) -> Bool
    ) throws(HTTPError) -> HTTPResponse {
        // The callbacks keep these closures, but none outlives the call.
        try withoutActuallyEscaping(isCancelled) { isCancelled throws(HTTPError) in
            try withoutActuallyEscaping(restarted) { restarted throws(HTTPError) in
                try withoutActuallyEscaping(receive) { receive throws(HTTPError) in
                    let download = Download(
                        request, offset: max(0, offset), limit: limit, restarted: restarted, receive: receive)
                    return try run(download, isCancelled: isCancelled)
                }
            }
        }
    }

    private func run(_ download: Download, isCancelled: @escaping () -> Bool) throws(HTTPError) -> HTTPResponse {
        let handle = try pool.take()
        let deadline = Deadline(in: options.deadline)
        var budget = RetryBudget(options, from: download.position)
        while true {
            do {
                return try attempt(download, on: handle, within: deadline, isCancelled: isCancelled)
            } catch {
                guard error.isTransient || download.mustRestart else { throw error }
                budget.reached(download.position)
                guard let pause = budget.pause(after: error) else { throw error }
                if download.mustRestart {
                    guard download.restart() else { throw .cancelled(url: download.url) }
                } else {
                    try deadline.pause(pause, for: download.url, isCancelled: isCancelled)
                }
            }
        }
    }

    private func attempt(
        _ download: Download, on handle: borrowing EasyHandle, within deadline: Deadline,
        isCancelled: @escaping () -> Bool
    ) throws(HTTPError) -> HTTPResponse {
        let start = download.position
        let answer: Answer
        do {
            answer = try follow(
                download.request, lines: download.lines, keepLimit: Self.excerptLength, on: handle,
                within: deadline, isCancelled: isCancelled, judge: download.judge, sink: download.take)
        } catch .truncated(let url, _, _) {
            throw .truncated(url: url, expected: download.total, actual: download.position)
        }
        if let refusal = download.refusal { throw refusal }
        if download.mustRestart { throw .resumeFailed(url: answer.url, offset: start) }
        guard !download.isComplete else { return response(answer, body: []) }
        guard [200, 203, 204, 206].contains(answer.status), start > 0 || answer.status != 206 else {
            throw answer.statusError
        }
        guard answer.stop == nil else { throw .cancelled(url: answer.url) }
        if let total = download.total, download.position < total {
            throw .truncated(url: answer.url, expected: total, actual: download.position)
        }
        return response(answer, body: [])
    }

    func response(_ answer: Answer, body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: answer.status, url: answer.url, headers: answer.headers, body: body)
    }
}
