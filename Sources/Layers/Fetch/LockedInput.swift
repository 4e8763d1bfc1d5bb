public import OCI
public import SystemPackage

/// One input of a build, by content: what a lock names and a build may read.
public struct LockedInput: Hashable, Sendable {
    /// The name for people, as a file's.
    public let name: String
    /// The digest of the bytes.
    public let digest: Digest
    /// How many bytes.
    public let size: Int64
    /// Where such bytes are to be had.
    public let origin: Origin

    /// A kind of place; hosts are the configuration's business, never the lock's.
    public enum Origin: Hashable, Sendable {
        /// A path in a named Debian archive, and where its older states are kept.
        case archive(name: String, path: String, snapshot: DebianSnapshot? = nil)
        /// A file of a project on a named Python index.
        case index(name: String, project: String, file: String)
        /// A wheel that is built of other inputs.
        case built(WheelFileName, WheelBuild)
        /// An address that the recipe gives.
        case url(String)
        /// A blob of an artifact; its layout's path is one from the root.
        case artifact(PinnedImage)
        /// A file of a model hub.
        case hub(HubFile)
        /// A file on this machine.
        case local(FilePath)
    }

    /// An input from its parts.
    public init(name: String, digest: Digest, size: Int64, origin: Origin) {
        self.name = name
        self.digest = digest
        self.size = size
        self.origin = origin
    }
}
