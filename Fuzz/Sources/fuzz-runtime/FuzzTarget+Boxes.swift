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
        let mask = map.mask(above: threshold, dilated: flags & 1 != 0)
        for component in ProbabilityMap.components(of: mask, width: width, limit: 1 + flags >> 1) {
            guard let hull = Convex(hullOf: component) else { continue }
            let rectangle = TiltedRectangle(around: hull)
            let mean = map.mean(under: rectangle)
            precondition((0...1.000001).contains(mean), "a mean of probabilities that is none")
            precondition(rectangle.corners.allSatisfy { $0.x.isFinite && $0.y.isFinite }, "a corner at no place")
            guard let grown = rectangle.grown(by: rectangle.areaOverPerimeter * ratio) else { continue }
            precondition(grown.corners.allSatisfy { $0.x.isFinite && $0.y.isFinite }, "a grown corner at no place")
        }
        return true
    }
}
