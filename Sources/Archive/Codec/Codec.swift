/// How a stream is compressed.
public enum Codec: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// Not at all.
    case none
    /// RFC 1952, one member or several.
    case gzip
    /// RFC 8878, one frame or several.
    case zstd

    /// The name, as a recipe spells it.
    public var description: String { rawValue }
}
