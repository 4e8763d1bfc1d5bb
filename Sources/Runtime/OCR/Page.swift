/// A picture as its text is looked for: within the limits of sides, and a low strip with black bars above and below, because
/// the detector loses text that fills the height.
struct Page {
    /// What is looked at.
    let picture: Picture
    /// The black rows above, and as many below.
    let bars: Int
    private let original: (width: Int, height: Int)

    /// The height up to which a picture is a strip, and how many times its height one is wide.
    private static let strip = (height: 30, ratio: 8)

    init(_ picture: Picture, limit: PageLimit?) {
        original = (picture.width, picture.height)
        let size = limit?.size(width: picture.width, height: picture.height) ?? original
        let scaled = picture.resized(width: size.width, height: size.height)
        if size.height <= Self.strip.height || Double(size.width) / Double(size.height) > Double(Self.strip.ratio) {
            bars = abs(max(size.width / Self.strip.ratio, Self.strip.height) * 2 - size.height) / 2
        } else {
            bars = 0
        }
        self.picture = bars == 0 ? scaled : scaled.letterboxed(rows: bars)
    }

    /// A box on the page as it lies on the picture as stored.
    func original(_ box: Quadrilateral) -> Quadrilateral {
        let height = picture.height - 2 * bars
        return box.mapped { corner in
            Pixel(
                x: Self.mapped(corner.x, from: picture.width, to: original.width),
                y: Self.mapped(corner.y - bars, from: height, to: original.height))
        }
    }

    private static func mapped(_ position: Int, from: Int, to: Int) -> Int {
        let scaled = from == to ? position : Int((Double(position) * Double(to) / Double(from)).rounded())
        return min(max(scaled, 0), to)
    }
}
