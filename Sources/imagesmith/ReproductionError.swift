import OCI

/// What keeps an image from being built anew.
enum ReproductionError: Error, Equatable, CustomStringConvertible {
    case nothingCarried(Digest, before: String?)
    case otherRecipe(Digest)
    case missingInputs(Digest, [String])

    /// The sentence for people.
    var description: String {
        switch self {
        case .nothingCarried(let image, let before?):
            "cannot build the image \(image) anew: a swap made it, so it carries no recipe and lock of its own; "
                + "build the image before it anew with 'imagesmith verify @\(before) --reproduce'"
        case .nothingCarried(let image, nil):
            "cannot build the image \(image) anew: it carries no recipe and lock that it names; "
                + "only images that 'imagesmith build' made carry them"
        case .otherRecipe(let image):
            "cannot build the image \(image) anew: its lock was made from another recipe than the one that it carries; "
                + "'imagesmith verify' tells more"
        case .missingInputs(let image, let sources):
            "cannot build the image \(image) anew: its recipe reads local files that the image does not hold as they are "
                + "locked: \(sources.prefix(20).joined(separator: ", "))"
                + (sources.count > 20 ? " and \(sources.count - 20) more" : "")
                + "; name the directory that they lie in with --recipe-dir DIR"
        }
    }
}
