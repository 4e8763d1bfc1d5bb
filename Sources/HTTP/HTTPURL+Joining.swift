import CCurl

extension HTTPURL {
    /// The URL with segments added below its path; a query stays.
    ///
    /// Every byte of a segment is percent-encoded but letters, digits and `-._~:@`. So `+` becomes `%2B`: object stores
    /// read a bare one as a space.
    /// - Parameter relative: Segments between `/`, not encoded; a `/` at the end stays.
    /// - Throws: `HTTPError.invalidPath` if a segment is empty, `.` or `..`, `HTTPError.invalidURL` if the URL gets too long.
    public func appending(path relative: String) throws(HTTPError) -> HTTPURL {
        var segments = relative.split(separator: "/", omittingEmptySubsequences: false)
        let trailing = segments.count > 1 && segments.last?.isEmpty == true
        if trailing { segments.removeLast() }
        guard !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw .invalidPath(base: self, path: relative)
        }
        let added = segments.map { String(percentEncoding: $0, keeping: "-._~:@") }.joined(separator: "/")
        let joint = path.hasSuffix("/") ? "" : "/"
        return try HTTPURL(
            "\(origin)\(path)\(joint)\(added)\(trailing ? "/" : "")" + (query.map { "?\($0)" } ?? ""))
    }

    /// The URL with one more `name=value` in its query, both percent-encoded.
    /// - Throws: `HTTPError.invalidURL` if the URL gets too long.
    public func appending(query name: String, value: String) throws(HTTPError) -> HTTPURL {
        let pair = "\(String(percentEncoding: name))=\(String(percentEncoding: value))"
        return try HTTPURL("\(origin)\(path)?" + (query.map { "\($0)&" } ?? "") + pair)
    }

    /// What a reference, such as a `Location` field, means beside this URL (RFC 3986 section 5).
    ///
    /// The corresponding C function is `curl_url_set` on a handle that holds a URL.
    /// - Throws: `HTTPError.invalidReference` if the outcome is no such URL.
    public func resolving(reference: String) throws(HTTPError) -> HTTPURL {
        do throws(Fault) {
            try Self.checkBytes(of: reference)
            if let colon = reference.utf8.firstIndex(of: UInt8(ascii: ":")), Scheme(reference[..<colon]) != nil {
                try Self.checkStart(of: reference)
            }
            let handle = URLHandle()
            try handle.set(CURLUPART_URL, description, flags: 0)
            try handle.set(CURLUPART_URL, reference, flags: UInt32(CURLU_URLENCODE | CURLU_ALLOW_SPACE))
            guard let text = handle.get(CURLUPART_URL) else { throw Fault.host }
            return try Self.parse(text)
        } catch {
            throw .invalidReference(base: self, reference: reference, fault: error)
        }
    }
}
