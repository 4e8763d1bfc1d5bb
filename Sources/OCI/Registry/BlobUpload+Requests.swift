import HTTP

extension BlobUpload {
    /// Sends the next part.
    mutating func sendPart() throws {
        guard let session, let part = partSize else { preconditionFailure("a part belongs to a session") }
        let start = offset
        let length = min(part, blob.size - start)
        try content.hash(upTo: start)
        var request = HTTPRequest(
            .patch, session.url,
            headers: try HTTPHeaders([
                ("Content-Type", MediaType.octets.description), ("Content-Range", "\(start)-\(start + length - 1)"),
            ]),
            body: body(from: start, length: length))
        request.repetition = .ifUnsent
        let response = try sent(request)
        let refusal = RegistryClient.sendingRefusal(response, at: place)
        switch response.status {
        // 202 is right. ggcr's registry answers 204, and some answer 201.
        case 200, 201, 202, 204: try accept(response, from: start, to: start + length)
        case 404, 410: throw UploadSetback.lost(refusal)
        case 416: throw UploadSetback.offset(refusal)
        case 413: throw UploadSetback.tooLarge(refusal)
        case 401, 403: throw refusal
        case 400...499 where response.status != 408 && response.status != 429: throw UploadSetback.parts(refusal)
        case 501, 505: throw UploadSetback.parts(refusal)
        default: throw UploadSetback.passing(refusal)
        }
    }

    private mutating func accept(_ response: HTTPResponse, from start: Int64, to end: Int64) throws {
        if let url = try client.uploadLocation(in: response, of: repository) { session?.url = url }
        // The last byte is what is meant; some are off by one, and none takes all bytes but one. Less may have been taken.
        if let last = UploadSession.end(of: response.headers["range"]), !(end - 2...end).contains(last) {
            guard last + 1 > start, last < end else {
                throw UploadSetback.parts(
                    .upload(place, reason: "the registry took a part and says that it has the bytes 0-\(last)"))
            }
            offset = last + 1
        } else {
            offset = end
        }
        (failures, refused, isCertain, best) = (0, [], true, max(best, offset))
        if let session { entry?.record(session.url, offset: offset) }
    }

    /// Asks how far the session came.
    mutating func askOffset() throws {
        guard let url = session?.url else { return }
        let response = try sent(HTTPRequest(.get, url))
        let refusal = RegistryClient.sendingRefusal(response, at: place)
        guard [200, 202, 204].contains(response.status), let last = UploadSession.end(of: response.headers["range"])
        else { throw UploadSetback.lost(refusal) }
        if let url = try client.uploadLocation(in: response, of: repository) { session?.url = url }
        // `0-0` is what registries say that have nothing yet. Of a number that is one too large or too small, the
        // neighbours are tried when the registry refuses it.
        claims = (last == 0 ? [0, 1] : [last + 1, last, last + 2]).filter { $0 <= blob.size }
        guard let next = claims.first else { throw UploadSetback.lost(refusal) }
        (offset, isCertain) = (next, false)
        if let session { entry?.record(session.url, offset: offset) }
    }

    /// Ends a session that has all bytes.
    func close() throws {
        try content.check()
        try finish(body: nil)
    }

    /// Sends all bytes in one request.
    mutating func sendWhole() throws {
        hasTriedWhole = true
        if blob.size == 0 { try content.check() }
        try finish(body: body(from: 0, length: blob.size))
    }

    private func finish(body: HTTPRequest.Body?) throws {
        guard let session else { preconditionFailure("an upload is ended in its session") }
        let url = try session.url.appending(query: "digest", value: blob.digest.description)
        var request = HTTPRequest(
            .put, url, headers: try HTTPHeaders([("Content-Type", MediaType.octets.description)]), body: body)
        request.repetition = .ifUnsent
        // The registry hashes what it got, and may move it, before it answers: 20 MB a second is slow for that.
        request.patience = client.http.options.lowSpeedTime + .seconds(blob.size / 20_000_000)
        let response = try sent(request)
        let refusal = RegistryClient.sendingRefusal(response, at: place)
        switch response.status {
        case 200, 201, 204: break
        case 404, 410: throw UploadSetback.lost(refusal)
        case 416: throw body == nil ? UploadSetback.offset(refusal) : UploadSetback.lost(refusal)
        case 413: throw UploadSetback.tooLarge(refusal)
        case 400: throw UploadSetback.mismatch(refusal)
        case 408, 429, 500, 502...504, 506...599: throw UploadSetback.passing(refusal)
        default: throw refusal
        }
        let says = response.headers["docker-content-digest"]
        if let says, says.hasPrefix("sha256:"), says != blob.digest.description {
            throw RegistryError.header(place, says: String(says.prefix(100)), actual: blob.digest)
        }
    }

    private func body(from start: Int64, length: Int64) -> HTTPRequest.Body {
        HTTPRequest.Body(length: length) { [content] offset, buffer in
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(clamping: length - offset)))
            return try content.read(at: start + offset, into: room)
        }
    }

    /// Sends a request; a failure that may pass is a setback.
    private func sent(_ request: HTTPRequest) throws -> HTTPResponse {
        do {
            return try client.exchange(request, in: scope, limit: 1 << 20, isCancelled: isCancelled)
        } catch let error as HTTPError where error.isTransient {
            throw UploadSetback.passing(RegistryError(error))
        } catch let error as HTTPError {
            throw RegistryError(error)
        }
    }
}
