/// How far a foreign archive is followed.
public struct ArchiveLimits: Hashable, Sendable {
    /// The most entries.
    public let maximumEntries: Int
    /// The most bytes of content, all files together.
    public let maximumContent: Int64

    /// Limits; a million entries and 64 GiB unless given.
    public init(maximumEntries: Int = 1_000_000, maximumContent: Int64 = 64 << 30) {
        self.maximumEntries = maximumEntries
        self.maximumContent = maximumContent
    }
}
