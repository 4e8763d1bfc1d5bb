import CCurl

extension HTTPError {
    /// Whether the same request may well succeed a moment later.
    public var isTransient: Bool {
        switch self {
        case .transport(_, let code, _): Self.transientCodes.contains(code)
        case .status(_, let status, _, _): Self.isTransient(status: status)
        case .truncated: true
        default: false
        }
    }

    /// Whether the server cannot have acted on the request, so that even one that is not idempotent may be repeated.
    var happenedBeforeSending: Bool {
        switch self {
        case .transport(_, let code, _): Self.connectCodes.contains(code)
        case .status(_, let status, _, _): status == 429 || status == 503
        default: false
        }
    }

    /// How long the server asks to wait.
    var retryAfter: Int64? {
        if case .status(_, _, let seconds, _) = self { seconds } else { nil }
    }

    /// Timeouts, overload and faults of a server or gateway; not 501 and 505, which say "never".
    static func isTransient(status: Int) -> Bool {
        status == 408 || status == 429 || (500...599).contains(status) && status != 501 && status != 505
    }

    private static let connectCodes: Set<UInt32> = [
        CURLE_COULDNT_RESOLVE_PROXY.rawValue, CURLE_COULDNT_RESOLVE_HOST.rawValue, CURLE_COULDNT_CONNECT.rawValue,
    ]

    private static let transientCodes: Set<UInt32> = connectCodes.union([
        CURLE_PARTIAL_FILE.rawValue, CURLE_OPERATION_TIMEDOUT.rawValue, CURLE_SSL_CONNECT_ERROR.rawValue,
        CURLE_GOT_NOTHING.rawValue, CURLE_SEND_ERROR.rawValue, CURLE_RECV_ERROR.rawValue, CURLE_HTTP2.rawValue,
        CURLE_HTTP2_STREAM.rawValue, CURLE_SEND_FAIL_REWIND.rawValue,
    ])
}
