import CCurl

/// Owns one libcurl handle while a call uses it, and gives it back to its pool at the end.
struct EasyHandle: ~Copyable {
    private let raw: UnsafeMutableRawPointer
    private let pool: ConnectionPool

    init(_ raw: UnsafeMutableRawPointer, from pool: ConnectionPool) {
        self.raw = raw
        self.pool = pool
    }

    /// Options point to the last request's data, so they go before the handle rests; connections stay.
    deinit {
        curl_easy_reset(raw)
        pool.giveBack(raw)
    }

    /// Forgets all options. The corresponding C function is `curl_easy_reset`.
    func reset() { curl_easy_reset(raw) }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPError) { try check(ccurl_setopt_long(raw, option, value)) }

    /// Sets what changes the speed and nothing else, so that a refusal does not matter.
    func suggest(_ option: CURLoption, _ value: Int) { _ = ccurl_setopt_long(raw, option, value) }

    func set(_ option: CURLoption, _ value: Int64) throws(HTTPError) {
        try check(ccurl_setopt_offset(raw, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, _ value: Bool) throws(HTTPError) { try set(option, value ? 1 : 0) }

    func set(_ option: CURLoption, _ value: String?) throws(HTTPError) {
        try check(ccurl_setopt_string(raw, option, value))
    }

    func set(_ option: CURLoption, blob: [UInt8]) throws(HTTPError) {
        try check(ccurl_setopt_blob(raw, option, blob, blob.count))
    }

    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws(HTTPError) {
        try check(ccurl_setopt_pointer(raw, option, pointer))
    }

    func set(_ option: CURLoption, function: @escaping curl_write_callback) throws(HTTPError) {
        try check(ccurl_setopt_bytes_function(raw, option, function))
    }

    func set(seek function: @escaping curl_seek_callback) throws(HTTPError) {
        try check(ccurl_setopt_seek_function(raw, function))
    }

    func set(progress function: @escaping curl_xferinfo_callback) throws(HTTPError) {
        try check(ccurl_setopt_progress_function(raw, function))
    }

    /// A number that the last transfer left. The corresponding C function is `curl_easy_getinfo`.
    func info(_ info: CURLINFO) -> Int64? {
        var value: curl_off_t = 0
        return ccurl_getinfo_offset(raw, info, &value) == CURLE_OK ? Int64(value) : nil
    }

    /// Runs the transfer; the message is libcurl's most precise one.
    ///
    /// The corresponding C function is `curl_easy_perform`. libcurl does not copy the header lines, so they are lent here.
    func perform(_ lines: borrowing HeaderList) throws(HTTPError) -> (code: CURLcode, message: String) {
        try check(ccurl_setopt_list(raw, CURLOPT_HTTPHEADER, lines.raw))
        var detail = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let (set, code) = detail.withUnsafeMutableBufferPointer { buffer in
            let set = ccurl_setopt_pointer(raw, CURLOPT_ERRORBUFFER, buffer.baseAddress)
            defer { ccurl_setopt_pointer(raw, CURLOPT_ERRORBUFFER, nil) }
            return (set, set == CURLE_OK ? curl_easy_perform(raw) : set)
        }
        try check(set)
        let text = String(decoding: detail.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (code, text.isEmpty ? String(cString: curl_easy_strerror(code)) : text)
    }

    private func check(_ code: CURLcode) throws(HTTPError) {
        guard code == CURLE_OK else {
            throw .setup(code: code.rawValue, message: String(cString: curl_easy_strerror(code)))
        }
    }
}
