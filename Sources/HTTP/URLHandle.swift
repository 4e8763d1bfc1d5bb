import CCurl

/// Owns one handle of libcurl's URL parser.
struct URLHandle: ~Copyable {
    private let raw: OpaquePointer

    /// The corresponding C function is `curl_url`, an allocator.
    init() { raw = curl_url()! }

    deinit { curl_url_cleanup(raw) }

    /// Sets a part. The corresponding C function is `curl_url_set`.
    func set(_ part: CURLUPart, _ value: String, flags: UInt32) throws(HTTPURL.Fault) {
        let code = curl_url_set(raw, part, value, flags)
        switch code {
        case CURLUE_OK: return
        case CURLUE_USER_NOT_ALLOWED, CURLUE_BAD_LOGIN, CURLUE_BAD_USER, CURLUE_BAD_PASSWORD: throw .credentials
        case CURLUE_UNSUPPORTED_SCHEME, CURLUE_NO_SCHEME, CURLUE_BAD_SCHEME: throw .scheme
        case CURLUE_BAD_HOSTNAME, CURLUE_NO_HOST, CURLUE_BAD_IPV6: throw .host
        case CURLUE_BAD_PORT_NUMBER: throw .port
        default: throw .malformed(curl_url_strerror(code).map { String(cString: $0) } ?? "code \(code.rawValue)")
        }
    }

    /// Reads a part, nil where the URL has none. The corresponding C function is `curl_url_get`.
    func get(_ part: CURLUPart, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(raw, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
