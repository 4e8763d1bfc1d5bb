/// What is known of a file's content.
public enum FileContent: Hashable, Sendable {
    /// An object file, or something else.
    case scanned(ELFContent)
    /// A program for an interpreter: what its first line says behind `#!`, as much of it as the kernel reads.
    case script([UInt8])
    /// The whole of it: what configures the loader.
    case text([UInt8])
}
