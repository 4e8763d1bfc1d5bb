/// A name that an image can be tagged with: `NAME:TAG`.
///
/// Source: OCI distribution-spec, "Pulling manifests": the grammars of `<name>` and `<reference>`.
public struct ImageName: Hashable, Sendable, CustomStringConvertible {
    /// The repository's name, as `team/ocr`; a registry's host may stand in front.
    public let repository: String
    /// The tag.
    public let tag: String

    /// Parses `NAME[:TAG]`; without a tag it is `latest`.
    ///
    /// - Throws: ``ReferenceError`` where a grammar is not kept.
    public init(_ text: some StringProtocol) throws(ReferenceError) {
        let slash = text.lastIndex(of: "/") ?? text.startIndex
        let name: Substring
        let tag: String
        if let colon = text[slash...].lastIndex(of: ":") {
            name = Substring(text[..<colon])
            tag = String(text[text.index(after: colon)...])
        } else {
            name = Substring(text)
            tag = "latest"
        }
        guard ImageName.isRepository(name) else { throw .name(String(text.prefix(300))) }
        guard ImageName.isTag(tag) else { throw .tag(String(tag.prefix(300))) }
        repository = String(name)
        self.tag = tag
    }

    /// `NAME:TAG`.
    public var description: String { "\(repository):\(tag)" }

    /// The same, as a layout's tag.
    public func refName() throws(ReferenceError) -> RefName { try RefName(description) }

    /// Whether a text could be an image's name, without a tag.
    public static func isRepositoryName(_ text: String) -> Bool { isRepository(text[...]) }

    static func isRepository(_ text: Substring) -> Bool {
        let component = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/
        let host = /[A-Za-z0-9]+(?:(?:\.|-+)[A-Za-z0-9]+)*(?::[0-9]{1,5})?/
        guard text.utf8.count <= 255 else { return false }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let names =
            parts.count > 1 && (parts[0].contains(":") || parts[0].contains(".")) ? parts.dropFirst() : parts[...]
        let hostIsValid = names.count == parts.count || parts[0].wholeMatch(of: host) != nil
        return hostIsValid && names.allSatisfy { $0.wholeMatch(of: component) != nil }
    }

    static func isTag(_ text: String) -> Bool { text.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9._-]{0,127}/) != nil }
}
