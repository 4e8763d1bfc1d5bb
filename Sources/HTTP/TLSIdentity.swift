/// A certificate with its key, by which a client proves who it is (RFC 8446, section 4.4.2). Its description shows neither.
public struct TLSIdentity: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The certificate and those that lead from it to an authority, as PEM.
    let certificate: [UInt8]
    /// The private key, as PEM, without a password.
    let key: [UInt8]

    /// A certificate and its key, both as PEM. Whether they belong together shows when they are used.
    public init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }

    /// That there is one.
    public var description: String { "client certificate" }

    /// Nothing, so that no dump shows the key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
