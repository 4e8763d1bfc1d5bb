public import OCI
public import SystemPackage

/// What stops a swap.
public enum SwapError: Error, Hashable, Sendable, CustomStringConvertible {
    case noSuchLayer(String, image: Digest, known: [String])
    case ambiguousLayer(String, image: Digest, count: Int)
    case counts(image: Digest, layers: Int, diffIDs: Int)
    case emptyDirectory(FilePath)
    case notADirectory(FilePath)
    case noPlace(String)
    case sameTwice(String)
    case emptyIndex(Digest)
    case foreignManifest(Digest, MediaType)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .noSuchLayer(let name, let image, let known):
            "the image \(image) has no layer '\(name)'; "
                + (known.isEmpty
                    ? "none of its layers has a name" : "it has \(known.joined(separator: ", "))")
        case .ambiguousLayer(let name, let image, let count): "the image \(image) has \(count) layers named '\(name)'"
        case .counts(let image, let layers, let diffIDs):
            "the image \(image) has \(layers) layers but \(diffIDs) diffIDs; 'imagesmith verify' tells more"
        case .emptyDirectory(let path): "the directory \(path) holds no file, so it cannot become a layer"
        case .notADirectory(let path):
            "\(path) is not a directory; a layer is swapped for a directory or for an image's layer"
        case .noPlace(let name):
            "the layer '\(name)' does not say at which path of the image its files lie, so a directory cannot replace it"
        case .foreignManifest(let image, let type):
            "the image \(image) has a manifest of the type \(type); copy it to OCI's with 'skopeo copy --format oci'"
        case .emptyIndex(let index): "the index \(index) lists no image, so there is nothing to swap"
        case .sameTwice(let name): "the layer '\(name)' is to be swapped twice"
        }
    }
}
