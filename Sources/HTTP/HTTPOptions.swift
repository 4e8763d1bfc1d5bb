/// How a client talks: every limit, every place and every secret is here. Nothing is read from the environment.
public struct HTTPOptions: Sendable {
    /// The `User-Agent`, as `NAME/VERSION`.
    public var userAgent: String
    /// The only authorities to trust, as PEM, instead of the system's.
    public var certificates: [UInt8]?
    /// The proxy for all requests, as libcurl's `CURLOPT_PROXY` reads it; nil for none.
    public var proxy: String?
    /// Hosts to reach without the proxy, as libcurl's `CURLOPT_NOPROXY` reads them.
    public var directHosts: String
    /// Credentials by origin; each is sent to its own origin alone.
    public var credentials: [HTTPOrigin: HTTPCredential]
    /// More authorities to trust, by the origin that they count for, as PEM; there the system's directory of them counts, too.
    public var authorities: [HTTPOrigin: [UInt8]] = [:]
    /// Client certificates by origin; each is shown to its own origin alone.
    public var identities: [HTTPOrigin: TLSIdentity] = [:]
    /// How long a connection may take to come about, TLS included.
    public var connectTimeout: Duration
    /// A transfer slower than this many bytes a second …
    public var lowSpeedLimit: Int
    /// … for this long is given up, and retried.
    public var lowSpeedTime: Duration
    /// How long one call may take, with all its redirects, retries and pauses; nil for ever.
    public var deadline: Duration?
    /// How many redirects one request may follow.
    public var maximumRedirects: Int
    /// How many failures in a row without progress are retried.
    public var retries: Int
    /// The first pause before a retry; each next one is twice as long, and a random part of up to half is taken off.
    public var retryDelay: Duration
    /// The longest pause, and the longest `Retry-After` that is waited for.
    public var longestRetryDelay: Duration
    /// How many bytes all header fields of a response may have.
    public var headerLimit: Int

    /// Options as they suit large files from servers on the internet.
    public init(
        userAgent: String, certificates: [UInt8]? = nil, proxy: String? = nil, directHosts: String = "",
        credentials: [HTTPOrigin: HTTPCredential] = [:], connectTimeout: Duration = .seconds(30),
        lowSpeedLimit: Int = 1024, lowSpeedTime: Duration = .seconds(30), deadline: Duration? = nil,
        maximumRedirects: Int = 5, retries: Int = 5, retryDelay: Duration = .milliseconds(250),
        longestRetryDelay: Duration = .seconds(60), headerLimit: Int = 65536
    ) {
        self.userAgent = userAgent
        self.certificates = certificates
        self.proxy = proxy
        self.directHosts = directHosts
        self.credentials = credentials
        self.connectTimeout = connectTimeout
        self.lowSpeedLimit = lowSpeedLimit
        self.lowSpeedTime = lowSpeedTime
        self.deadline = deadline
        self.maximumRedirects = maximumRedirects
        self.retries = retries
        self.retryDelay = retryDelay
        self.longestRetryDelay = longestRetryDelay
        self.headerLimit = headerLimit
    }
}
