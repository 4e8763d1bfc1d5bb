/// The sides of a picture that may be decoded.
struct PictureSize: Equatable, Sendable {
    /// The most pixels that are decoded.
    static let pixelLimit = 100_000_000
    /// The longest side. A strip gets bars above and below, a quarter of its width in all: at this width they make
    /// ``pixelLimit`` full.
    static let sideLimit = 20_000

    let width: Int
    let height: Int

    var pixels: Int { width * height }

    /// Throws ``PictureError/badSize(_:width:height:)`` for an empty picture, or one beyond a limit.
    init(width: Int, height: Int, of path: Path) throws(PictureError) {
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, max(width, height) <= Self.sideLimit, !overflow, pixels <= Self.pixelLimit else {
            throw .badSize(path, width: width, height: height)
        }
        self.width = width
        self.height = height
    }
}
