public import SystemPackage

/// Why an archive's members cannot be told.
public enum TarIndexError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be read.
    case system(FilePath, Errno)
    /// The archive is compressed as a whole.
    case compressed(FilePath, String)
    /// It is no tar archive, or one that readers do not agree on.
    case malformed(FilePath, at: Int64, String)
    /// A member has a name that leads elsewhere.
    case name(FilePath, [UInt8], TarError.PathFault)
    /// Two members have one name.
    case duplicate(FilePath, TarPath)

    /// One sentence with the next step, where there is one.
    public var description: String {
        switch self {
        case .system(let path, let errno): "cannot read the archive \(path): \(errno)"
        case .compressed(let path, let codec):
            "the archive \(path) is compressed with \(codec) as a whole, so that nothing in it can be found by its place; "
                + "decompress it first"
        case .malformed(let path, let offset, let reason):
            "cannot read the archive \(path): at byte \(offset) \(reason)"
        case .name(let path, let name, let fault):
            "the archive \(path) has a member named \"\(EscapedBytes(name))\": \(fault)"
        case .duplicate(let path, let name): "the archive \(path) has two members named \(name)"
        }
    }
}
