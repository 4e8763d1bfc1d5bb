/// The members of a JSON object, together with the place it stands at.
public struct JSONObject: Sendable {
    /// The members by key.
    public let members: [String: JSON]
    /// Where the object stands.
    public let path: String

    /// A member that must be there.
    public func required(_ key: String) throws(JSONError) -> JSONField {
        guard let field = optional(key) else { throw .missing(path: place(of: key)) }
        return field
    }

    /// A member that may be absent. `null` is not absence: it is a value of the wrong kind.
    public func optional(_ key: String) -> JSONField? {
        members[key].map { JSONField($0, path: place(of: key)) }
    }

    /// The members that `known` does not name.
    public func others(than known: Set<String>) -> [String: JSON] {
        members.filter { !known.contains($0.key) }
    }

    /// Refuses members that `known` does not name.
    public func refuseOthers(than known: Set<String>) throws(JSONError) {
        let unknown = others(than: known).keys.min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if let unknown { throw .unknownKey(path: place(of: unknown)) }
    }

    private func place(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
