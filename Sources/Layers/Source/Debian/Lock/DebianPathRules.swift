public import Archive

/// Which paths of packages a layer leaves out: those that an exclusion matches and nothing keeps.
///
/// These are dpkg's rules with every `path-exclude` before every `path-include`, so their order means nothing, and they are
/// held sorted. Source: dpkg(1).
public struct DebianPathRules: Hashable, Sendable {
    /// What is left out, sorted; no pattern twice.
    public let exclude: [DebianPathPattern]
    /// What stays although it is excluded, sorted; no pattern twice.
    public let keep: [DebianPathPattern]

    /// Rules from patterns in any order.
    public init(exclude: [DebianPathPattern] = [], keep: [DebianPathPattern] = []) {
        self.exclude = Set(exclude).sorted()
        self.keep = Set(keep).sorted()
    }

    /// Whether a path is left out.
    public func leavesOut(_ path: TarPath) -> Bool {
        exclude.contains { $0.matches(path) } && !keep.contains { $0.matches(path) }
    }
}
