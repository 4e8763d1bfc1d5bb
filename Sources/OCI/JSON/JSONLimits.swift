/// How large and how deep a JSON text may be.
public struct JSONLimits: Hashable, Sendable {
    /// The largest text, in bytes.
    public let bytes: Int
    /// The deepest nesting of arrays and objects.
    public let depth: Int

    /// Limits of one's own.
    public init(bytes: Int, depth: Int) {
        self.bytes = bytes
        self.depth = depth
    }

    /// For manifests, configs and indexes: 4 MiB, what the distribution-spec has registries take at least, and 32 levels.
    public static let document = JSONLimits(bytes: 4 << 20, depth: 32)
    /// For locks and file lists: 256 MiB, 32 levels.
    public static let large = JSONLimits(bytes: 256 << 20, depth: 32)
}
