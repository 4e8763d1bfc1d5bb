/// How a model wants its pixels: per channel, in the order blue, green, red, (value / 255 - mean) / deviation.
struct Normalization: Equatable, Sendable {
    let mean: [Double]
    let deviation: [Double]

    /// Half the range for both: what PaddleOCR's classifier takes.
    static let half = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])

    private init(mean: [Double], deviation: [Double]) {
        self.mean = mean
        self.deviation = deviation
    }

    /// Takes `mean` and `std` out of `fields`, three numbers each.
    init(_ fields: inout Fields) throws(FieldError) {
        mean = try fields.numbers("mean", count: Picture.channels, in: -255...255)
        deviation = try fields.numbers("std", count: Picture.channels, in: 0.0001...255)
    }

    /// The normalised value of each byte, channel by channel, as PaddleOCR computes it for whole pages: times 1/255 in 32
    /// bits, then in 64.
    var pageTable: [Float] {
        let scale = Float(1.0 / 255)
        return (0..<Picture.channels).flatMap { channel in
            (0..<256).map { Float((Double(Float($0) * scale) - mean[channel]) / deviation[channel]) }
        }
    }

    /// The same as it computes it for single lines: over 255, all of it in 32 bits.
    var lineTable: [Float] {
        (0..<Picture.channels).flatMap { channel in
            (0..<256).map { (Float($0) / 255 - Float(mean[channel])) / Float(deviation[channel]) }
        }
    }
}
