public import Archive
public import OCI
public import SystemPackage

/// One entry of a layer, fully decided, with the source of its bytes.
public struct LayerEntry: Sendable {
    /// Everything but the content.
    public let tar: TarEntry
    /// The content of a file; nothing for the rest.
    public let content: Content
    /// What the content must hash to; nil where the content is made here.
    public let digest: Digest?

    /// Where a file's bytes come from.
    public enum Content: Sendable {
        case nothing
        case bytes([UInt8])
        /// A file of this machine.
        case file(FilePath)
        /// A file of a wheel: its deflate stream can become part of a gzip layer.
        case packed(PackedFile)
        /// Streams the bytes each time it is called.
        case stream(@Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void)
    }

    /// An entry from its parts.
    public init(_ tar: TarEntry, content: Content = .nothing, digest: Digest? = nil) {
        self.tar = tar
        self.content = content
        self.digest = digest
    }
}
