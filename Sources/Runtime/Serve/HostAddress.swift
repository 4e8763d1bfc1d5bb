import Glibc

/// An IP address of this machine, as digits: no name is ever looked up.
public struct HostAddress: Hashable, Sendable, CustomStringConvertible {
    /// Only this machine can connect.
    public static let loopback = HostAddress(trusted: "127.0.0.1")

    /// The address as it was written.
    public let description: String

    /// Parses an IPv4 or IPv6 address. Throws ``HostAddressError``. The corresponding C function is `inet_pton`.
    public init(parsing text: String) throws(HostAddressError) {
        // Room for either kind, in network order.
        var address = (UInt64(0), UInt64(0))
        guard inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1 else {
            throw HostAddressError(text: text)
        }
        description = text
    }

    private init(trusted text: String) { description = text }
}

/// A text that is no IP address.
public struct HostAddressError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text as given.
    public let text: String

    /// The sentence for the user.
    public var description: String {
        "\"\(text)\" is no IP address: give 127.0.0.1 for this machine alone, 0.0.0.0 or :: for every network"
    }
}
