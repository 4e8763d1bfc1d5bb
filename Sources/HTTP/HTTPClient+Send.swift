extension HTTPClient {
    /// Sends a request and keeps the answer's body; every status is an answer, none an error.
    ///
    /// What is transient is retried if the request may be repeated, or if the server cannot have acted on it.
    /// Redirects of a request that changes something are followed within its origin, if they keep the method.
    /// - Parameters:
    ///   - limit: How long the answer's body may be.
    ///   - isCancelled: Asked about once a second and at each part.
    /// - Throws: `HTTPError`, or what the body's reader throws.
    public func send(
        _ request: HTTPRequest, limit: Int, isCancelled: () -> Bool = { false }
    ) throws -> HTTPResponse {
        var failure: (any Error)?
        do {
            let answer = try exchange(request, limit: limit, isCancelled: isCancelled, failure: &failure)
            return response(answer, body: answer.kept)
        } catch {
            throw failure ?? error
        }
    }

    /// Waits as long as the client itself would before it sends something again.
    /// - Parameters:
    ///   - failures: How many failures there were in a row, this one counted.
    /// - Throws: `HTTPError.cancelled`.
    public func pause(
        afterFailure failures: Int, of url: HTTPURL, isCancelled: () -> Bool = { false }
    ) throws(HTTPError) {
        try Deadline(in: nil).pause(
            RetryBudget.pause(afterFailure: failures, options), for: url, isCancelled: isCancelled)
    }

    /// Asks for the header fields of a resource.
    /// - Throws: `HTTPError`, also for every status other than success.
    public func head(_ url: HTTPURL, isCancelled: () -> Bool = { false }) throws(HTTPError) -> HTTPResponse {
        var failure: (any Error)?
        let answer = try exchange(HTTPRequest(.head, url), limit: 0, isCancelled: isCancelled, failure: &failure)
        guard (200...299).contains(answer.status) else { throw answer.statusError }
        return response(answer, body: [])
    }

    private func exchange(
        _ request: HTTPRequest, limit: Int, isCancelled: () -> Bool, failure: inout (any Error)?
    ) throws(HTTPError) -> Answer {
        let handle = try pool.take()
        let deadline = Deadline(in: options.deadline)
        var budget = RetryBudget(options, from: 0)
        while true {
            var answer: Answer?
            let error: HTTPError
            do {
                let last = try once(
                    request, limit: limit, on: handle, within: deadline, isCancelled: isCancelled, failure: &failure)
                answer = last
                error = last.statusError
            } catch let thrown {
                error = thrown
            }
            guard error.isTransient, request.repetition == .always || error.happenedBeforeSending,
                let pause = budget.pause(after: error)
            else {
                guard let answer else { throw error }
                return answer
            }
            try deadline.pause(pause, for: request.url, isCancelled: isCancelled)
        }
    }

    private func once(
        _ request: HTTPRequest, limit: Int, on handle: borrowing EasyHandle, within deadline: Deadline,
        isCancelled: () -> Bool, failure: inout (any Error)?
    ) throws(HTTPError) -> Answer {
        // The callbacks keep this closure, but none outlives the call.
        let answer = try withoutActuallyEscaping(isCancelled) { isCancelled throws(HTTPError) in
            try follow(
                request, lines: [], keepLimit: limit, on: handle, within: deadline, isCancelled: isCancelled,
                judge: { _, _ in .keep }, sink: { _ in false })
        }
        failure = answer.failure
        switch answer.stop {
        case .keptEnough: throw .limitExceeded(url: answer.url, limit: Int64(limit))
        case nil: return answer
        default: throw .cancelled(url: answer.url)
        }
    }
}
