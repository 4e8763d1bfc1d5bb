public import OCI

/// A member of a document that two images hold differently.
public struct FieldChange: Hashable, Sendable {
    /// Where, as in `config.Env[2]`.
    public let path: PrintableText
    /// What it was; nil where it was not there.
    public let old: JSON?
    /// What it is now; nil where it is no longer there.
    public let new: JSON?

    /// The change as a member of a difference.
    public var json: JSON { .members(["path": .string(path.description), "old": old, "new": new]) }

    /// The change for people, in one line.
    public var line: String {
        switch (old, new) {
        case (nil, let new?): "+ \(path): \(FieldChange.text(new))"
        case (let old?, nil): "- \(path): \(FieldChange.text(old))"
        case (let old?, let new?): "~ \(path): \(FieldChange.text(old)) → \(FieldChange.text(new))"
        case (nil, nil): "\(path)"
        }
    }

    private static func text(_ json: JSON) -> PrintableText { PrintableText(json.canonical()) }

    /// The members at which `old` and `new` differ, in the order of their paths: objects by key, arrays by place.
    static func between(_ old: JSON?, _ new: JSON?, at path: String = "") -> [FieldChange] {
        if old == new { return [] }
        switch (old, new) {
        case (.object(let before)?, .object(let after)?):
            let keys = Set(before.keys).union(after.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return keys.flatMap { key in
                between(before[key], after[key], at: path.isEmpty ? key : "\(path).\(key)")
            }
        case (.array(let before)?, .array(let after)?):
            return (0..<max(before.count, after.count)).flatMap { index in
                between(
                    index < before.count ? before[index] : nil, index < after.count ? after[index] : nil,
                    at: "\(path)[\(index)]")
            }
        default: return [FieldChange(path: PrintableText(path), old: old, new: new)]
        }
    }
}
