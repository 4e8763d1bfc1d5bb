/// What stops the decoding of a picture.
public enum PictureError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Neither PNG nor JPEG by its first bytes.
    case unknownFormat(Path)
    /// No pixels, or too many.
    case badSize(Path, width: Int, height: Int)
    /// The decoder refused the data.
    case notDecoded(Path, format: Format, message: String)
    /// The detector's input would be larger than what memory should be spent on.
    case tooLargeForDetection(width: Int, height: Int)

    /// A format that is decoded.
    public enum Format: String, Sendable {
        case png = "PNG"
        case jpeg = "JPEG"
    }

    /// The sentence for the user.
    public var description: String {
        switch self {
        case .unknownFormat(let path): "\(path) is neither a PNG nor a JPEG picture"
        case .badSize(let path, let width, let height):
            "\(path) is \(width)x\(height) pixels: a picture has at least one and at most \(PictureSize.pixelLimit), "
                + "and no side above \(PictureSize.sideLimit): scale it down first"
        case .notDecoded(let path, let format, let message):
            "could not decode \(path) as \(format.rawValue): \(message)"
        case .tooLargeForDetection(let width, let height):
            "the picture would enter the detector at \(width)x\(height) pixels, more than "
                + "\(DetectionLimit.pixelLimit) in all: use a smaller picture or a limit of the type \"max\""
        }
    }
}
