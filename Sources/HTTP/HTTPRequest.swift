/// A request to be sent as it stands.
public struct HTTPRequest: Sendable {
    /// The methods that registries and archives need.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        /// Reads a resource.
        case get = "GET"
        /// Reads a resource's header fields.
        case head = "HEAD"
        /// Stores a resource.
        case put = "PUT"
        /// Hands over something to be processed.
        case post = "POST"
        /// Changes a resource in part.
        case patch = "PATCH"
        /// Removes a resource.
        case delete = "DELETE"

        /// Whether sending it twice has the effect of sending it once (RFC 9110 section 9.2.2).
        public var isIdempotent: Bool { self != .post && self != .patch }
        /// Whether it only reads (RFC 9110 section 9.2.1).
        public var isSafe: Bool { self == .get || self == .head }
    }

    /// A body of known length that can be read from any offset, so that a retry can begin it anew.
    public struct Body: Sendable {
        /// How many bytes it has.
        public let length: Int64
        /// Fills a part of the buffer from an offset and tells how many bytes it put there; 0 only at the end.
        public let read: @Sendable (_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int

        /// A body read in parts while it is sent.
        public init(
            length: Int64,
            read: @escaping @Sendable (_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int
        ) {
            self.length = length
            self.read = read
        }

        /// A body in memory.
        public init(_ bytes: [UInt8]) {
            self.init(length: Int64(bytes.count)) { offset, buffer in
                let part = bytes[Int(offset)...].prefix(buffer.count)
                buffer.copyBytes(from: part)
                return part.count
            }
        }
    }

    /// When a request is sent once more after a failure.
    public enum Repetition: Hashable, Sendable {
        /// After whatever may pass: sending it twice has the effect of sending it once.
        case always
        /// Only where the server cannot have acted on it. It also travels on kept connections: where the server had closed
        /// one, and some of the body was sent, the call fails, and whoever asks for this can tell what the server has.
        case ifUnsent
        /// Only where the server cannot have acted on it, and on a connection of its own.
        case never
    }

    /// The method.
    public let method: Method
    /// Where it goes.
    public let url: HTTPURL
    /// Header fields beside those that the client writes itself.
    public var headers: HTTPHeaders
    /// The body, where there is one.
    public var body: Body?
    /// The credential for the URL's origin, in place of the one in the client's options.
    public var credential: HTTPCredential?
    /// When it is sent once more after a failure; by default what its method promises.
    public var repetition: Repetition
    /// How long the server may be silent or slow, in place of the options' `lowSpeedTime`.
    public var patience: Duration?

    /// A request.
    public init(
        _ method: Method, _ url: HTTPURL, headers: HTTPHeaders = HTTPHeaders(), body: Body? = nil,
        credential: HTTPCredential? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.credential = credential
        repetition = method.isIdempotent ? .always : .never
    }
}
