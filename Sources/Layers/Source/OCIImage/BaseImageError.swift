public import OCI

/// Why an image cannot be the base of another.
public enum BaseImageError: Error, Hashable, Sendable, CustomStringConvertible {
    case artifact(PinnedImage, MediaType)
    case platform(PinnedImage, expected: Platform, actual: Platform)
    case noPlatform(PinnedImage, expected: Platform, known: [Platform])
    case counts(PinnedImage, layers: Int, diffIDs: Int)
    case layerType(PinnedImage, MediaType)
    case layerName(PinnedImage, String)
    case size(PinnedImage, Digest, expected: Int64, actual: Int64)
    case notLocked(PinnedImage)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .artifact(let image, let type): "the base \(image) is no image but an artifact (\(type))"
        case .platform(let image, let expected, let actual):
            "the base \(image) is for \(actual), and the recipe is for \(expected); name an image for that platform"
        case .noPlatform(let image, let expected, let known):
            "the base \(image) has no image for \(expected); it has "
                + (known.isEmpty ? "none with a platform" : known.map(\.description).joined(separator: ", "))
        case .counts(let image, let layers, let diffIDs):
            "the base \(image) has \(layers) layers but \(diffIDs) diffIDs, so nothing can be put upon it; 'imagesmith verify' tells more"
        case .layerType(let image, let type):
            "the base \(image) has a layer of the type \(type), which cannot be kept; copy it with 'skopeo copy --format oci'"
        case .layerName(let image, let name):
            "the base \(image) has a layer named '\(name)', as the recipe has; rename the recipe's"
        case .size(let image, let digest, let expected, let actual):
            "the manifest \(digest) of the base \(image) has \(actual) bytes, the lock says \(expected); lock the recipe anew"
        case .notLocked(let image): "the lock says nothing of the base \(image); run 'imagesmith lock'"
        }
    }
}
