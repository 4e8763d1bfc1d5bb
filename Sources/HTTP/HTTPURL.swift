import CCurl

/// An absolute `http` or `https` URL, parsed by libcurl's own URL parser, so that what is checked is what is asked for.
///
/// Equal values name the same resource as far as syntax can tell: scheme and host are in lower case, the default port is
/// left out, `.` and `..` are resolved. It holds no user, no password and no fragment.
public struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
    /// The schemes that this module speaks.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        /// Plain HTTP.
        case http
        /// HTTP over TLS.
        case https

        /// A scheme by its name, whatever its case; nil for one that is not spoken here.
        init?(_ name: Substring) { self.init(rawValue: asciiLowercased(String(name))) }

        /// The port that the scheme stands for.
        public var defaultPort: UInt16 {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    /// What is wrong with a text that is not such a URL.
    public enum Fault: Error, Equatable, Sendable {
        /// It is longer than `HTTPURL.longest` bytes.
        case tooLong
        /// It holds a control character.
        case controlCharacter
        /// Its scheme is missing, or is neither `http` nor `https`.
        case scheme
        /// It names a user or a password.
        case credentials
        /// Its host is empty, or is no name in ASCII and no address.
        case host
        /// Its port is not between 1 and 65535.
        case port
        /// libcurl's parser refused it, with this message.
        case malformed(String)
    }

    /// The most bytes that a URL may have.
    public static let longest = 8192

    /// The origin: scheme, host and port.
    public let origin: HTTPOrigin
    /// The path as it is sent, percent-encoded; at least `/`.
    public let path: String
    /// The query without its `?`, where there is one.
    public let query: String?

    /// The scheme.
    public var scheme: Scheme { origin.scheme }
    /// The host in lower case; an IPv6 address in brackets.
    public var host: String { origin.host }
    /// The port, the scheme's own where the text named none.
    public var port: UInt16 { origin.port }
    /// The whole URL, as it is sent.
    public var description: String { "\(origin)\(path)" + (query.map { "?\($0)" } ?? "") }
    /// The URL for messages: a query may hold a signature, so it is shown as `?…`.
    public var redacted: String { "\(origin)\(path)" + (query == nil ? "" : "?…") }

    /// Parses a URL; a fragment is dropped.
    ///
    /// The corresponding C function is `curl_url_set`.
    /// - Throws: `HTTPError.invalidURL` with what is wrong.
    public init(_ text: String) throws(HTTPError) {
        do {
            self = try Self.parse(text)
        } catch {
            throw .invalidURL(text: text, fault: error)
        }
    }

    private init(origin: HTTPOrigin, path: String, query: String?) {
        self.origin = origin
        self.path = path
        self.query = query
    }

    static func parse(_ text: String) throws(Fault) -> HTTPURL {
        try checkBytes(of: text)
        try checkStart(of: text)
        let handle = URLHandle()
        try handle.set(CURLUPART_URL, text, flags: UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE))
        guard let name = handle.get(CURLUPART_SCHEME), let scheme = Scheme(rawValue: name) else { throw .scheme }
        guard handle.get(CURLUPART_ZONEID) == nil, let host = handle.get(CURLUPART_HOST).map(asciiLowercased),
            isHost(host)
        else { throw .host }
        guard let port = handle.get(CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap(UInt16.init), port > 0
        else { throw .port }
        let origin = HTTPOrigin(scheme: scheme, host: host, port: port)
        return HTTPURL(
            origin: origin, path: handle.get(CURLUPART_PATH) ?? "/", query: handle.get(CURLUPART_QUERY))
    }

    static func checkBytes(of text: String) throws(Fault) {
        guard text.utf8.count <= longest else { throw .tooLong }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
    }

    /// libcurl takes one to three slashes after the scheme for two; other parsers do not, so neither do we.
    static func checkStart(of text: String) throws(Fault) {
        let start = asciiLowercased(String(decoding: text.utf8.prefix(9), as: UTF8.self))
        guard start.hasPrefix("http://") || start.hasPrefix("https://") else { throw .scheme }
        guard !start.hasPrefix("http:///"), !start.hasPrefix("https:///") else { throw .host }
    }

    /// A name without the `xn--` form would be encoded in the locale's character set, so it has to come encoded.
    private static func isHost(_ host: String) -> Bool {
        guard !host.isEmpty, host.utf8.count <= 255 else { return false }
        if host.hasPrefix("[") {
            return host.hasSuffix("]")
                && host.utf8.dropFirst().dropLast().allSatisfy {
                    isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) || $0 == UInt8(ascii: ":")
                        || $0 == UInt8(ascii: ".")
                }
        }
        return host.utf8.allSatisfy {
            isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// Lower case by ASCII's rule alone, which no locale and no table of Unicode can change.
func asciiLowercased(_ text: String) -> String {
    String(
        decoding: text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
        as: UTF8.self)
}
