/// How a model wants its pixels: per channel, in the order blue, green, red, (value / 255 - mean) / deviation.
struct Normalization: Equatable, Sendable {
    let mean: [Float]
    let deviation: [Float]

    /// Half the range for both: what PaddleOCR's classifier takes.
    static let half = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])

    private init(mean: [Float], deviation: [Float]) {
        self.mean = mean
        self.deviation = deviation
    }

    /// Takes `mean` and `std` out of `fields`, three numbers each.
    init(_ fields: inout Fields) throws(FieldError) {
        mean = try fields.numbers("mean", count: Picture.channels, in: -255...255).map(Float.init)
        deviation = try fields.numbers("std", count: Picture.channels, in: 0.0001...255).map(Float.init)
    }

    /// The normalised value of each byte, channel by channel.
    var table: [Float] {
        (0..<Picture.channels).flatMap { channel in
            (0..<256).map { (Float($0) / 255 - mean[channel]) / deviation[channel] }
        }
    }
}
