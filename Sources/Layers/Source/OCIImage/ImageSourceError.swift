public import OCI

/// What stops the reading of an image or artifact that a recipe names.
public enum ImageSourceError: Error, Hashable, Sendable, CustomStringConvertible {
    case layout(PinnedImage, LayoutError)
    case file(PinnedImage, FileError)
    case registry(PinnedImage, RegistryError)
    case document(PinnedImage, ManifestDocumentError)
    case json(PinnedImage, JSONError)
    case offline(PinnedImage, Digest)
    case noStore(PinnedImage)
    /// It is an index where a single manifest is wanted.
    case index(PinnedImage)

    init(_ error: any Error, _ image: PinnedImage) {
        switch error {
        case let error as ImageSourceError: self = error
        case let error as LayoutError: self = .layout(image, error)
        case let error as FileError: self = .file(image, error)
        case let error as RegistryError: self = .registry(image, error)
        case let error as ManifestDocumentError: self = .document(image, error)
        case let error as JSONError: self = .json(image, error)
        default: self = .registry(image, .http("\(error)"))
        }
    }

    /// The sentence for people.
    public var description: String {
        switch self {
        case .layout(let image, let error): "reading \(image): \(error)"
        case .file(let image, let error): "reading \(image): \(error)"
        case .registry(let image, let error): "reading \(image): \(error)"
        case .document(_, let error): error.description
        case .json(let image, let error): "reading \(image): \(error)"
        case .offline(let image, let digest):
            "\(digest) of \(image) is not in the store, and --offline forbids fetching it"
        case .noStore(let image): "\(image) names an image of the store, and there is no store yet"
        case .index(let image):
            "\(image) is an index over several manifests; name the one that is meant by its own digest"
        }
    }
}
