import CCurl

/// Owns a list of header lines.
struct HeaderList: ~Copyable {
    private(set) var raw: UnsafeMutablePointer<curl_slist>?

    deinit { curl_slist_free_all(raw) }

    init() { raw = nil }

    /// Adds a line. The corresponding C function is `curl_slist_append`, an allocator.
    mutating func append(_ line: String) { raw = curl_slist_append(raw, line)! }
}
