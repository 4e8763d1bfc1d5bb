/// A registry's host as images' names write it: `HOST[:PORT]`, in lower case.
public struct RegistryHost: Hashable, Sendable, CustomStringConvertible {
    /// The host and, where it is named, the port.
    public let description: String

    /// Parses `HOST[:PORT]`; an IPv6 address stands in brackets.
    ///
    /// `index.docker.io` and `registry-1.docker.io` are other names of `docker.io`.
    /// - Throws: ``ReferenceError/registry(_:)`` where the grammar is not kept.
    public init(_ text: some StringProtocol) throws(ReferenceError) {
        let name = /(?:[A-Za-z0-9]+(?:(?:\.|-+)[A-Za-z0-9]+)*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?/
        guard text.utf8.count <= 255, String(text).wholeMatch(of: name) != nil else {
            throw .registry(String(text.prefix(300)))
        }
        let lower = String(decoding: text.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        description = ["index.docker.io", "registry-1.docker.io"].contains(lower) ? "docker.io" : lower
    }

    /// The host without its port.
    public var name: String {
        guard let colon = description.lastIndex(of: ":"), !description.hasSuffix("]") else { return description }
        return String(description[..<colon])
    }

    /// Whether the host can be nowhere but on this machine.
    public var isLoopback: Bool {
        name == "localhost" || name == "[::1]" || name.wholeMatch(of: /127(?:\.[0-9]{1,3}){3}/) != nil
    }

    /// Where the host's programming interface is; Docker Hub's has a name of its own.
    var serviceName: String { description == "docker.io" ? "registry-1.docker.io" : description }
}
