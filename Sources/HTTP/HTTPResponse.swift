/// What a server answered, after all redirects.
public struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    public let status: Int
    /// Where the answer came from.
    public let url: HTTPURL
    /// The header fields.
    public let headers: HTTPHeaders
    /// The body, where it was asked for in memory; empty where it was streamed.
    public let body: [UInt8]
}
