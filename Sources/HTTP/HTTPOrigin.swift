/// An origin: scheme, host and port (RFC 6454). Credentials belong to one, and never travel to another.
public struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
    /// The scheme: `http` or `https`.
    public let scheme: HTTPURL.Scheme
    /// The host in lower case; an IPv6 address in brackets.
    public let host: String
    /// The port, the scheme's own where the URL names none.
    public let port: UInt16

    /// The origin as a URL without a path; a scheme's own port is left out.
    public var description: String {
        port == scheme.defaultPort ? "\(scheme.rawValue)://\(host)" : "\(scheme.rawValue)://\(host):\(port)"
    }
}
