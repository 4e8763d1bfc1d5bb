import CCurl

/// One request and its answer, as libcurl's callbacks see them.
///
/// The callbacks get it as an unmanaged pointer; what they cannot throw through C, they leave here as `stop` or `failure`.
final class Exchange {
    /// What becomes of a body, decided when its header fields are complete.
    enum Verdict {
        /// It goes to `sink`.
        case deliver
        /// Its first `keepLimit` bytes are kept.
        case keep
        /// The transfer ends here.
        case stop
    }

    /// Why a callback ended the transfer.
    enum Stop {
        case cancelled, headersTooLong, lengths, keptEnough, verdict, sink, body
    }

    let headerLimit: Int
    let keepLimit: Int
    let body: HTTPRequest.Body?
    let repetition: HTTPRequest.Repetition
    let isCancelled: () -> Bool
    let judge: (_ status: Int, _ headers: HTTPHeaders) -> Verdict
    let sink: (UnsafeRawBufferPointer) -> Bool

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private(set) var kept: [UInt8] = []
    private(set) var received: Int64 = 0
    private(set) var stop: Stop?
    /// What the body's reader threw.
    private(set) var failure: (any Error)?
    private var headerBytes = 0
    private var verdict: Verdict?
    private var sent: Int64 = 0

    init(
        headerLimit: Int, keepLimit: Int, body: HTTPRequest.Body?, repetition: HTTPRequest.Repetition,
        isCancelled: @escaping () -> Bool,
        judge: @escaping (_ status: Int, _ headers: HTTPHeaders) -> Verdict,
        sink: @escaping (UnsafeRawBufferPointer) -> Bool
    ) {
        self.headerLimit = headerLimit
        self.keepLimit = keepLimit
        self.body = body
        self.repetition = repetition
        self.isCancelled = isCancelled
        self.judge = judge
        self.sink = sink
    }

    /// Whether all header fields came.
    var isAnswered: Bool { verdict != nil }

    /// Takes one header line; an empty one ends the block.
    func take(header line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= headerLimit else { return end(.headersTooLong) }
        // What comes after the block is a chunked body's trailer: nothing of it is used.
        guard verdict == nil else { return true }
        if line.starts(with: "HTTP/".utf8) {
            headers = HTTPHeaders()
            let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x0D || $0 == 0x0A })
            status = words.count > 1 ? Int(ContentRange.number(String(decoding: words[1], as: UTF8.self)) ?? 0) : 0
        } else if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) {
            // 1xx announces the answer, it is not the answer.
            guard status >= 200 else { return true }
            guard hasOneLength else { return end(.lengths) }
            let verdict = judge(status, headers)
            self.verdict = verdict
            if case .stop = verdict { return end(.verdict) }
        } else {
            headers.append(line: line)
        }
        return true
    }

    /// Takes a part of the body.
    func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard !isCancelled() else { return end(.cancelled) }
        received += Int64(bytes.count)
        switch verdict {
        case .deliver: return sink(bytes) || end(.sink)
        case .keep:
            kept += bytes.prefix(keepLimit - kept.count)
            return received <= keepLimit || end(.keptEnough)
        case .stop, nil: return end(.verdict)
        }
    }

    /// Gives the next part of the request's body.
    func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let body else { return 0 }
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(clamping: body.length - sent)))
        guard !room.isEmpty else { return 0 }
        do {
            let count = try body.read(sent, room)
            guard (0...room.count).contains(count) else { return giveUp(on: nil) }
            sent += Int64(count)
            return count
        } catch {
            return giveUp(on: error)
        }
    }

    /// Goes back for libcurl to send the body again, which it does by itself when a kept connection turns out to be closed.
    /// - Returns: false where the server may have taken some of it, and a second time would do harm.
    func rewind(to offset: Int64) -> Bool {
        guard repetition == .always || sent == 0 else { return false }
        sent = offset
        return true
    }

    func poll() -> Bool { isCancelled() ? end(.cancelled) : true }

    /// Two lengths, or a length beside chunks, are how one message is smuggled into another (RFC 9112 section 6.3).
    private var hasOneLength: Bool {
        let lengths = Set(headers.values(of: "content-length").map { ContentRange.number($0) })
        return lengths.isEmpty
            || lengths.count == 1 && !lengths.contains(nil) && headers["transfer-encoding"] == nil
    }

    private func giveUp(on error: (any Error)?) -> Int {
        failure = error
        stop = stop ?? .body
        return Int(CURL_READFUNC_ABORT)
    }

    private func end(_ reason: Stop) -> Bool {
        stop = stop ?? reason
        return false
    }
}
