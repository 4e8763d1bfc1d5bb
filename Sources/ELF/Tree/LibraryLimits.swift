/// How much is kept of the object files of one layer.
public struct LibraryLimits: Hashable, Sendable {
    /// The most bytes of names, and of parts of files that must stream by again.
    public var keptBytes = 64 << 20
    /// The largest file of the loader's configuration.
    public var configurationSize: Int64 = 64 << 10
    /// The largest other file that is kept as text.
    public var textSize: Int64 = 32 << 20

    /// The standard limits.
    public init() {}
}
