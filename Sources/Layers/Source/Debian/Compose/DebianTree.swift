public import Archive
public import OCI
public import SystemPackage

/// A composed root: what goes into the layer, and where the contents lie until it is written.
public struct DebianTree: Sendable {
    /// The directory that the files lie in. It belongs to the caller.
    public let root: FilePath
    /// The entries, sorted by the bytes of their paths.
    public let entries: [DebianTreeEntry]

    /// Removes the directory and all below it.
    public func remove() throws(FileError) { try root.removeTree() }
}

/// One entry of a composed root.
public struct DebianTreeEntry: Hashable, Sendable {
    /// All that the layer says of it.
    public let tar: TarEntry
    /// The file with its content; nil where there is none, as for every entry without bytes.
    public let file: FilePath?
}
