/// A group of alternatives, any of which will do: `default-mta | mail-transport-agent`.
public struct DebianDependency: Hashable, Sendable, CustomStringConvertible {
    /// The alternatives in the order of their preference; at least one.
    public let alternatives: [DebianRelation]

    /// Parses the value of a `Depends`-like field. Groups that do not concern `architecture` are left out.
    public static func parse(
        _ text: some StringProtocol, architecture: DebianArchitecture
    ) throws(DebianNameError) -> [DebianDependency] {
        var groups: [DebianDependency] = []
        for part in Substring(text).split(separator: ",") {
            // A comma at the end is read by dpkg too.
            if part.trimmed.isEmpty { continue }
            var alternatives: [DebianRelation] = []
            for alternative in part.split(separator: "|", omittingEmptySubsequences: false) {
                if let relation = try DebianRelation.parse(alternative, architecture: architecture) {
                    alternatives.append(relation)
                }
            }
            if !alternatives.isEmpty { groups.append(DebianDependency(alternatives: alternatives)) }
        }
        return groups
    }

    /// As it stands in a control file.
    public var description: String { alternatives.map(\.description).joined(separator: " | ") }
}
