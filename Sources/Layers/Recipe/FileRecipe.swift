public import Archive
public import SystemPackage

/// One entry of a `files` layer as the recipe asks for it.
public struct FileRecipe: Hashable, Sendable {
    /// What is put into the image.
    public let content: Content
    /// Where it goes.
    public let path: TarPath
    /// The mode of files; nil is 0755 for what is executable here and 0644 for the rest.
    public let mode: UInt16?
    /// Whose it is.
    public let owner: TarOwner

    /// What an entry is made of.
    public enum Content: Hashable, Sendable {
        /// A local file, or a directory with all below it.
        case source(FilePath)
        /// An empty directory.
        case directory
        /// A symbolic link.
        case link(String)
    }
}
