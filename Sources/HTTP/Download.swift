/// How far one resource has been received, over all attempts.
final class Download {
    let request: HTTPRequest
    /// How long the whole resource may be.
    let limit: Int64
    /// Tells the receiver to forget everything; false if it threw.
    private let restarted: () -> Bool
    private let receive: (UnsafeRawBufferPointer) -> Bool

    /// The offset of the next byte.
    private(set) var position: Int64
    /// The whole size, where the server told it.
    private(set) var total: Int64?
    /// The server showed that it has everything which was asked for.
    private(set) var isComplete = false
    /// The server did not go on where it was asked to.
    private(set) var mustRestart = false
    /// Why the body was refused.
    private(set) var refusal: HTTPError?
    private var entityTag: String?
    private var modified: String?

    init(
        _ request: HTTPRequest, offset: Int64, limit: Int64, restarted: @escaping () -> Bool,
        receive: @escaping (UnsafeRawBufferPointer) -> Bool
    ) {
        self.request = request
        self.limit = limit
        self.restarted = restarted
        self.receive = receive
        position = offset
    }

    var url: HTTPURL { request.url }

    /// The header lines that ask for the rest.
    var lines: [String] {
        guard position > 0 else { return [] }
        return ["Range: bytes=\(position)-"] + (entityTag.map { ["If-Range: \($0)"] } ?? [])
    }

    /// Begins anew; false if the receiver does not want to.
    func restart() -> Bool {
        mustRestart = false
        total = nil
        entityTag = nil
        modified = nil
        guard position > 0 else { return true }
        position = 0
        return restarted()
    }

    /// Decides from the header fields what the body is.
    func judge(status: Int, headers: HTTPHeaders) -> Exchange.Verdict {
        switch status {
        case 206 where position > 0: return judge(part: headers)
        case 416 where position > 0:
            if ContentRange(headers["content-range"] ?? "")?.total == position {
                isComplete = true
            } else {
                mustRestart = true
            }
            return .keep
        case 200, 203, 204:
            guard restart() else { return .stop }
            return accept(headers, total: headers["content-length"].flatMap { ContentRange.number($0) })
        default: return .keep
        }
    }

    /// Takes a part of the body.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // A body in chunks tells no length beforehand.
        let end = total ?? limit
        guard Int64(bytes.count) <= end - position else { return refuse(.limitExceeded(url: url, limit: end)) }
        guard receive(bytes) else { return false }
        position += Int64(bytes.count)
        return true
    }

    private func judge(part headers: HTTPHeaders) -> Exchange.Verdict {
        let range = ContentRange(headers["content-range"] ?? "")
        guard let bytes = range?.bytes, bytes.lowerBound == position, isUnchanged(headers, total: range?.total) else {
            mustRestart = true
            return .stop
        }
        return accept(headers, total: range?.total ?? total)
    }

    /// Whether a part belongs to the same resource as the parts before.
    private func isUnchanged(_ headers: HTTPHeaders, total: Int64?) -> Bool {
        func agree<Value: Equatable>(_ known: Value?, _ told: Value?) -> Bool {
            known == nil || told == nil || known == told
        }
        return agree(self.total, total) && agree(entityTag, strongTag(headers))
            && agree(modified, headers["last-modified"])
    }

    private func accept(_ headers: HTTPHeaders, total: Int64?) -> Exchange.Verdict {
        if let total, total > limit {
            _ = refuse(.limitExceeded(url: url, limit: limit))
            return .stop
        }
        self.total = total
        entityTag = strongTag(headers)
        modified = headers["last-modified"]
        return .deliver
    }

    /// A weak tag names what means the same, not what is the same byte for byte (RFC 9110 section 8.8.1).
    private func strongTag(_ headers: HTTPHeaders) -> String? {
        headers["etag"].flatMap { $0.hasPrefix("\"") && $0.hasSuffix("\"") && $0.utf8.count > 1 ? $0 : nil }
    }

    private func refuse(_ error: HTTPError) -> Bool {
        refusal = error
        return false
    }
}
