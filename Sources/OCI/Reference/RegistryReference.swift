/// An image or artifact in a registry: `docker://HOST/NAME[:TAG|@DIGEST]`.
///
/// Source: containers-transports(5), "docker://docker-reference".
public struct RegistryReference: Hashable, Sendable, CustomStringConvertible {
    /// The repository.
    public let repository: RegistryRepository
    /// Which manifest of the repository.
    public let selector: Selector

    /// Which manifest of a repository is meant.
    public enum Selector: Hashable, Sendable {
        /// The one that has this tag now.
        case tag(String)
        /// The one with this digest.
        case digest(Digest)
    }

    /// The beginning of every such reference.
    public static let transport = "docker://"

    /// Parses `docker://HOST/NAME[:TAG|@DIGEST]`; without either the tag is `latest`, and a digest counts more than a tag
    /// before it.
    ///
    /// - Throws: ``ReferenceError`` where a grammar is not kept.
    public init(_ text: String) throws(ReferenceError) {
        guard text.hasPrefix(Self.transport) else { throw .registry(String(text.prefix(300))) }
        let rest = text.dropFirst(Self.transport.count)
        var name = rest
        var digest: Digest?
        if let at = rest.lastIndex(of: "@") {
            name = rest[..<at]
            do { digest = try Digest(rest[rest.index(after: at)...]) } catch { throw .digest(text, error) }
        }
        var tag = "latest"
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
            tag = String(name[name.index(after: colon)...])
            name = name[..<colon]
            guard ImageName.isTag(tag) else { throw .tag(String(tag.prefix(300))) }
        }
        self.init(try RegistryRepository(name), digest.map { .digest($0) } ?? .tag(tag))
    }

    /// A manifest of a repository.
    public init(_ repository: RegistryRepository, _ selector: Selector) {
        self.repository = repository
        self.selector = selector
    }

    /// The reference as it would be typed.
    public var description: String {
        switch selector {
        case .tag(let tag): "\(Self.transport)\(repository):\(tag)"
        case .digest(let digest): "\(Self.transport)\(repository)@\(digest)"
        }
    }
}
