public import Archive
public import OCI

/// What stops an audit. What is wrong with an image is a ``Finding`` instead.
public enum AuditError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file of the layout cannot be read.
    case file(FileError)
    /// A decompressor cannot work, for want of memory for instance.
    case codec(Digest, CodecError)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .file(let error): "cannot verify the image: \(error)"
        case .codec(let digest, let error): "cannot verify the blob \(digest): \(error)"
        }
    }
}
