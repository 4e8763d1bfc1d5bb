public import Archive
public import OCI
public import SystemPackage

/// What stops the reading or writing of an image in an archive.
public enum ImageArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
    case tar(TarIndexError)
    case read(FilePath, String)
    case name(FilePath, String)
    case tooLarge(FilePath, String, Int64)
    /// The archive lacks what makes it one of its kind.
    case missing(FilePath, String)
    case document(FilePath, String, JSONError)
    case noImage(FilePath, ImageReference.Selector, known: [String])
    case ambiguous(FilePath, count: Int)
    case blob(FilePath, Digest)
    /// A Docker archive whose configuration has another number of layers than its manifest.
    case layerCount(FilePath, layers: Int, diffIDs: Int)
    /// What is to be written does not fit into a Docker archive.
    case unsupported(FilePath, MediaType)
    case diffID(FilePath, Digest, expected: [DiffID], actual: [DiffID])
    case nameless(FilePath)

    /// Whether the archive is at fault, and not this machine or whoever asked.
    public var isFault: Bool {
        switch self {
        case .tar(.system), .read, .noImage, .ambiguous, .unsupported, .diffID, .nameless: false
        default: true
        }
    }

    /// The sentence for people.
    public var description: String {
        switch self {
        case .tar(let error): error.description
        case .read(let file, let reason): "cannot read the archive \(file): \(reason)"
        case .name(let file, let name): "the archive \(file) names '\(name.prefix(300))', which no member can be called"
        case .tooLarge(let file, let name, let size):
            "\(name) in the archive \(file) has \(size) bytes, too many to read"
        case .missing(let file, let name):
            "the archive \(file) has no \(name); is it of another kind? 'oci-archive:' reads image layouts, "
                + "'docker-archive:' what 'docker save' writes"
        case .document(let file, let name, let error): "\(name) in the archive \(file) is malformed: \(error)"
        case .noImage(let file, let selector, let known):
            "the archive \(file) has no image \(ImageArchiveError.words(selector)); "
                + (known.isEmpty ? "none has a name there" : "there are \(known.joined(separator: ", "))")
        case .ambiguous(let file, let count): "the archive \(file) holds \(count) images; name one by :TAG or @DIGEST"
        case .blob(let file, let digest): "the archive \(file) has no blob \(digest)"
        case .layerCount(let file, let layers, let diffIDs):
            "the archive \(file) has \(layers) layers of an image whose configuration names \(diffIDs)"
        case .unsupported(let file, let type):
            "a \(type) has no place in the Docker archive \(file), which holds one image for one platform; "
                + "write an 'oci-archive:', or name the platform"
        case .diffID(let file, let image, let expected, let actual):
            "the layers of \(image) are \(actual.map(\.description).joined(separator: ", ")), its configuration says "
                + "\(expected.map(\.description).joined(separator: ", ")); the archive \(file) is not written"
        case .nameless(let file): "a Docker archive names its image: docker-archive:\(file):NAME:TAG"
        }
    }

    private static func words(_ selector: ImageReference.Selector) -> String {
        switch selector {
        case .only: "at all"
        case .tag(let name): "'\(name)'"
        case .digest(let digest): "\(digest)"
        }
    }
}
