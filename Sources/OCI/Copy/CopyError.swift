/// What keeps an image from being copied.
public enum CopyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The destination names another digest than the image has.
    case otherDigest(asked: Digest, image: Digest)
    /// The image is not there for a platform.
    case noPlatform(Platform, known: [Platform])
    /// An index lists something that is no manifest.
    case entry(Digest, MediaType)
    /// A document has not the size or the digest that it is listed with.
    case document(Digest, size: Int, expected: Int64)
    /// The image has more parts than are copied.
    case tooMuch(Digest, limit: String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .otherDigest(let asked, let image):
            "the image is \(image), and cannot be called \(asked) where it is copied to; name it by its own digest or a tag"
        case .noPlatform(let asked, let known):
            "the image is not there for \(asked)"
                + (known.isEmpty ? "" : "; it is for \(known.map(\.description).joined(separator: ", "))")
        case .entry(let digest, let type): "the index lists \(digest), a \(type), which is no manifest"
        case .document(let digest, let size, let expected):
            "the document \(digest) came with \(size) bytes or another digest, where \(expected) bytes were listed"
        case .tooMuch(let digest, let limit): "the image \(digest) has more than \(limit), which are not copied"
        }
    }
}
