public import Archive
public import OCI

/// What keeps the content of layers from being compared or looked through.
public enum DiffError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A layer's compressed stream is damaged.
    case stream(Digest, CodecError.Fault)
    /// A layer's archive is damaged, or tools disagree about it.
    case archive(Digest, FindingCode, path: PrintableText?)
    /// A layer is neither a compressed stream nor a tar archive.
    case notALayer(Digest)
    /// A decompressor cannot work.
    case codec(Digest, CodecError)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .stream(let digest, let fault):
            "cannot read the layer \(digest): its stream is damaged (\(fault)); 'verify' tells all that is wrong"
        case .archive(let digest, let code, let path):
            "cannot read the layer \(digest): \(path.map { "at '\($0)' " } ?? "")\(code.summary); "
                + "'verify' tells all that is wrong"
        case .notALayer(let digest):
            "cannot read the layer \(digest): it is neither a compressed stream nor a tar archive"
        case .codec(let digest, let error): "cannot read the layer \(digest): \(error)"
        }
    }
}
