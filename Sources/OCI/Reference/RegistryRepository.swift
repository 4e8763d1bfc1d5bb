/// A repository of a registry: `HOST[:PORT]/NAME`.
///
/// Source: OCI distribution-spec, "Pulling manifests", for the grammar of `<name>`.
public struct RegistryRepository: Hashable, Sendable, CustomStringConvertible {
    /// The registry.
    public let host: RegistryHost
    /// The name, as `team/ocr`.
    public let name: String

    /// Parses `HOST[:PORT]/NAME`. The host is a must: a short name would mean another image on another machine.
    ///
    /// A name of one component at `docker.io` is below `library/`.
    /// - Throws: ``ReferenceError/registry(_:)`` where the grammar is not kept.
    public init(_ text: some StringProtocol) throws(ReferenceError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost" else {
            throw .registry(String(text.prefix(300)))
        }
        host = try RegistryHost(parts[0])
        let path = String(parts[1])
        let component = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        guard path.utf8.count <= 255, components.allSatisfy({ $0.wholeMatch(of: component) != nil }) else {
            throw .registry(String(text.prefix(300)))
        }
        name = host.description == "docker.io" && components.count == 1 ? "library/\(path)" : path
    }

    /// `HOST[:PORT]/NAME`.
    public var description: String { "\(host)/\(name)" }
}
