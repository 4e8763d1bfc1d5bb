/// How a picture is scaled before detection.
struct DetectionLimit: Equatable, Sendable {
    /// Which side the limit is for.
    enum Side: String, CaseIterable, Sendable {
        /// The longer side is brought down to the limit; smaller pictures keep their size.
        case max
        /// The shorter side is brought up to the limit; larger pictures keep their size.
        case min
    }

    /// The detector takes sides that are multiples of this.
    static let multiple = 32
    /// The most pixels that enter the detector: its memory grows with them.
    static let pixelLimit = 16_777_216

    let side: Side
    let pixels: Int

    /// The size at which a picture enters the detector. Throws ``PictureError/tooLargeForDetection(width:height:)``.
    func inputSize(width: Int, height: Int) throws(PictureError) -> (width: Int, height: Int) {
        var ratio = 1.0
        switch side {
        case .max where Swift.max(width, height) > pixels: ratio = Double(pixels) / Double(Swift.max(width, height))
        case .min where Swift.min(width, height) < pixels: ratio = Double(pixels) / Double(Swift.min(width, height))
        default: break
        }
        let size = (width: Self.rounded(width, ratio), height: Self.rounded(height, ratio))
        guard size.width * size.height <= Self.pixelLimit else {
            throw .tooLargeForDetection(width: size.width, height: size.height)
        }
        return size
    }

    /// Truncated first, then to the nearest multiple, halves to the even one, as PaddleOCR rounds.
    static func rounded(_ side: Int, _ ratio: Double) -> Int {
        let scaled = Double(Int(Double(side) * ratio))
        return Swift.max(multiple, Int((scaled / Double(multiple)).rounded(.toNearestOrEven)) * multiple)
    }
}
