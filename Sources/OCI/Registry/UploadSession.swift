import HTTP

/// An upload that a registry has open.
struct UploadSession: Hashable, Sendable {
    /// Where the next request goes; each answer may name another place.
    var url: HTTPURL
    /// The least that a part must have, but for the last one.
    var minimum: Int64?
    /// The most that a part may have.
    var maximum: Int64?

    /// A session as the answer to its beginning describes it.
    init(at url: HTTPURL, _ response: HTTPResponse) {
        self.url = url
        minimum = UploadSession.number(response.headers["oci-chunk-min-length"])
        // Not in the specification, but written by registries behind which object stores take parts of limited size.
        maximum = UploadSession.number(response.headers["oci-chunk-max-length"])
    }

    /// A session that a journal remembers.
    init(at url: HTTPURL) { self.url = url }

    private static func number(_ text: String?) -> Int64? {
        guard let text, let number = Int64(text), number > 0, number <= 1 << 40 else { return nil }
        return number
    }

    /// The last byte that a `Range: 0-END` field says the registry has; nil for anything else.
    ///
    /// Source: OCI distribution-spec, "Pushing a blob in chunks". Some write `bytes=` before it.
    static func end(of range: String?) -> Int64? {
        guard var text = range?[...] else { return nil }
        if text.hasPrefix("bytes=") { text = text.dropFirst(6) }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "0", parts[1].utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int64(parts[1])
    }
}
