/// The sides that a picture is brought between before anything else is done with it; the constants of RapidOCR 1.4 are 2000
/// and 30.
struct PageLimit: Equatable, Sendable {
    /// The longest side that a picture keeps.
    let longest: Int
    /// The shortest side that a picture keeps.
    let shortest: Int

    /// The sides of the picture that is read: both of a picture beyond a limit become multiples of 32, the long one cut to
    /// the limit first, then the short one raised to it.
    func size(width: Int, height: Int) -> (width: Int, height: Int) {
        var size = (width: width, height: height)
        let long = max(width, height)
        if long > longest { size = Self.scaled(size, by: Double(longest) / Double(long)) }
        let short = min(size.width, size.height)
        if short < shortest { size = Self.scaled(size, by: Double(shortest) / Double(short)) }
        return size
    }

    private static func scaled(_ size: (width: Int, height: Int), by ratio: Double) -> (width: Int, height: Int) {
        (DetectionLimit.rounded(size.width, ratio), DetectionLimit.rounded(size.height, ratio))
    }
}
