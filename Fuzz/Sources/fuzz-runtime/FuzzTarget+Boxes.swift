@testable import ModelRuntime

extension FuzzTarget {
    /// A probability map of up to 256 by 256 pixels, one byte each, through the steps of ``Detector`` behind the network.
    static func findBoxes(_ input: inout Input) -> Bool {
        let width = 1 + input.byte()
        let threshold = Float(input.byte()) / 255
        let flags = input.byte()
        let ratio = 0.1 + Double(input.byte()) / 25
        let bytes = input.bytes(width * 256)
        let height = bytes.count / width
        guard height > 0 else { return false }
        let map = ProbabilityMap(
            width: width, height: height, values: bytes.prefix(width * height).map { Float($0) / 255 })
        let mask = TextMask(map, above: threshold, dilated: flags & 1 != 0)
        let size = (width: width * (1 + flags & 3), height: height * (1 + flags >> 2 & 3))
        let picture = Picture(
            width: size.width, height: size.height,
            bytes: [UInt8](repeating: 9, count: size.width * size.height * 3))
        for contour in mask.contours(limit: 1 + flags >> 1) {
            guard let hull = ConvexHull(of: contour) else { continue }
            let rectangle = TiltedRectangle(around: hull)
            let mean = map.mean(under: rectangle)
            precondition((0...1.000001).contains(mean), "a mean of probabilities that is none")
            precondition(rectangle.corners.allSatisfy { $0.x.isFinite && $0.y.isFinite }, "a corner at no place")
            guard let grown = rectangle.grown(by: rectangle.areaOverPerimeter * ratio) else { continue }
            precondition(grown.corners.allSatisfy { $0.x.isFinite && $0.y.isFinite }, "a grown corner at no place")
            let box = Detector.scaled(grown, from: map, to: picture)
            precondition(
                box.corners.allSatisfy { (0...size.width).contains($0.x) && (0...size.height).contains($0.y) },
                "a box outside the picture")
            if box.cropSize.width * box.cropSize.height < 10_000 { _ = picture.cropped(to: box) }
        }
        return true
    }
}
