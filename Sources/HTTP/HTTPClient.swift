/// Talks HTTP over libcurl, on the calling thread, which it blocks.
///
/// A value: copies share nothing but idle connections. Redirects are followed here and not by libcurl, so that each hop is
/// checked and credentials stay with their origin.
public struct HTTPClient: Sendable {
    /// How the client talks.
    public let options: HTTPOptions
    let pool = ConnectionPool()

    /// A client. Nothing is opened before the first request.
    public init(_ options: HTTPOptions) { self.options = options }
}
