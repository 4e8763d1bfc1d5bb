public import SystemPackage

/// What stops work on an image layout.
public enum LayoutError: Error, Hashable, Sendable, CustomStringConvertible {
    case notALayout(FilePath, reason: String)
    case file(FileError)
    case missingBlob(Digest, layout: FilePath)
    case size(Digest, expected: Int64, actual: Int64)
    case digest(expected: Digest, actual: Digest)
    case document(Digest?, JSONError)
    case noSuchImage(ImageReference, known: [RefName])
    case ambiguous(FilePath, count: Int)
    case tag(TagHistoryError)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .notALayout(let path, let reason): "\(path) is not an OCI image layout: \(reason)"
        case .file(let error): error.description
        case .missingBlob(let digest, let layout): "the blob \(digest) is missing in \(layout)"
        case .size(let digest, let expected, let actual):
            "the blob \(digest) has \(actual) bytes, its descriptor says \(expected)"
        case .digest(let expected, let actual): "the bytes named \(expected) have the digest \(actual)"
        case .document(let digest, let error):
            "the document \(digest?.description ?? "index.json") is malformed: \(error)"
        case .noSuchImage(let reference, let known):
            "there is no image '\(reference)'; "
                + (known.isEmpty
                    ? "no image has a tag here" : "known are \(known.map(\.description).joined(separator: ", "))")
        case .tag(let error): error.description
        case .ambiguous(let path, let count): "\(path) holds \(count) images; name one by :TAG or @DIGEST"
        }
    }
}
