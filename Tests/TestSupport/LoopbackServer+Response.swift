extension LoopbackServer {
    /// One answer, honest or not.
    public struct Response: Sendable {
        /// How the body goes out.
        public enum Delivery: Sendable {
            /// With its length, complete.
            case whole
            /// With its length, but the connection closes after this many bytes.
            case truncated(after: Int)
            /// With its length, but nothing more comes after this many bytes until the server stops.
            case stalled(after: Int)
            /// In chunks of this size, without a length.
            case chunked(Int)
            /// In chunks of this size, but the connection closes after this many bytes.
            case chunkedTruncated(Int, after: Int)
            /// In chunks of this size over and over, until the client goes.
            case endless(Int)
            /// The body stands for the whole answer, status line included; then the connection closes.
            case raw
            /// The connection closes without an answer.
            case dropped
        }

        /// The status code.
        public var status: Int
        /// The header fields beside length and encoding.
        public var headers: [(name: String, value: String)]
        /// The body.
        public var body: [UInt8]
        /// How the body goes out.
        public var delivery: Delivery

        /// An answer.
        public init(
            _ status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
            delivery: Delivery = .whole
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.delivery = delivery
        }

        /// A status with a text as the body.
        public static func status(
            _ status: Int, _ text: String = "", headers: [(name: String, value: String)] = []
        ) -> Response {
            Response(status, headers: headers, body: Array(text.utf8))
        }

        /// A redirect.
        public static func redirect(to location: String, status: Int = 302) -> Response {
            Response(status, headers: [("Location", location)])
        }

        /// A whole answer as it stands, status line included.
        public static func raw(_ text: String) -> Response {
            Response(body: Array(text.utf8), delivery: .raw)
        }

        /// A file as a good server gives it: with `Range` and `If-Range`, by 200, 206 or 416 (RFC 9110 section 14).
        ///
        /// A part that is cut short by `delivery` counts its bytes from the part's begin.
        public static func file(
            _ bytes: [UInt8], for request: Request, entityTag: String? = nil, delivery: Delivery = .whole
        ) -> Response {
            var headers: [(name: String, value: String)] = [("Accept-Ranges", "bytes")]
            if let entityTag { headers.append(("ETag", entityTag)) }
            let whole = Response(200, headers: headers, body: bytes, delivery: delivery)
            guard let field = request["range"], field.hasPrefix("bytes=") else { return whole }
            if let condition = request["if-range"], condition != entityTag { return whole }
            let ends = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = Int(ends[0]) else { return whole }
            let last = min(Int(ends[1]) ?? .max, bytes.count - 1)
            guard first <= last else {
                return Response(416, headers: headers + [("Content-Range", "bytes */\(bytes.count)")])
            }
            headers.append(("Content-Range", "bytes \(first)-\(last)/\(bytes.count)"))
            return Response(206, headers: headers, body: Array(bytes[first...last]), delivery: delivery)
        }
    }
}
