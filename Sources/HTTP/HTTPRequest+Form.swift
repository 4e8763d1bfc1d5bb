extension HTTPRequest {
    /// A POST of a form's fields in their order.
    ///
    /// It is sent again after what may pass: whoever asks by a form is answered anew.
    /// Source: URL Standard, section 5 (`application/x-www-form-urlencoded`); every byte that could mean something is encoded.
    public init(form fields: [(name: String, value: String)], to url: HTTPURL) throws(HTTPError) {
        let pairs = fields.map { "\(String(percentEncoding: $0.name))=\(String(percentEncoding: $0.value))" }
        self.init(
            .post, url, headers: try HTTPHeaders([("Content-Type", "application/x-www-form-urlencoded")]),
            body: Body(Array(pairs.joined(separator: "&").utf8)))
        repetition = .always
    }
}
