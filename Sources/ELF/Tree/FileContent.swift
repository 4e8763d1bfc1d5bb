/// What is known of a file's content.
public enum FileContent: Hashable, Sendable {
    /// An object file, or something else.
    case scanned(ELFContent)
    /// The whole of it: what configures the loader.
    case text([UInt8])
}
