/// Finds the lines of text in a picture with a DB network (Liao et al., "Real-time Scene Text Detection with
/// Differentiable Binarization", 2020), with PaddleOCR's steps before and behind it.
final class Detector: Sendable {
    /// The least short side of a box, before it is grown and after, in the detector's pixels.
    private static let shortSides: (before: Float, after: Float) = (3, 5)
    /// The longest edge of a box that is dropped, in the picture's pixels.
    private static let emptyEdge = 3

    /// The pixels above which an input is large.
    private static let largeInput = 1 << 21

    private let settings: OCRManifest.Detection
    /// Whether the sessions share their memory.
    private let sharesMemory: Bool
    private let session: Session
    private let input: String

    init(_ engine: Engine, model: Path, manifest: OCRManifest.Detection, settings: SessionSettings) throws {
        self.settings = manifest
        sharesMemory = settings.frugal && settings.device == .cpu
        let session = try Session(engine, model: model, settings: settings, purpose: .pages)
        input = try session.soleInput
        self.session = session
    }

    /// The boxes of the lines, in no order. Safe to call from several threads at once.
    ///
    /// Behind a large input memory goes back to the system: what it takes, 90 bytes a pixel, should not stay for good.
    func boxes(in picture: Picture, times: ReadingTimes) throws -> [Quadrilateral] {
        let size = try settings.limit.inputSize(width: picture.width, height: picture.height)
        let map = try probabilities(of: picture, size, times: times)
        if sharesMemory, size.width * size.height > Self.largeInput { TensorMemory.shared.trim() }
        return times.measure(.boxes) { boxes(in: map, of: picture) }
    }

    private func boxes(in map: ProbabilityMap, of picture: Picture) -> [Quadrilateral] {
        let mask = TextMask(map, above: settings.threshold, dilated: settings.dilation)
        return mask.contours(limit: settings.maximumCandidates).compactMap { contour in
            guard let hull = ConvexHull(of: contour) else { return nil }
            let rectangle = TiltedRectangle(around: hull)
            guard rectangle.shortSide >= Self.shortSides.before, map.mean(under: rectangle) >= settings.boxThreshold,
                let grown = rectangle.grown(by: rectangle.areaOverPerimeter * settings.unclipRatio),
                grown.shortSide >= Self.shortSides.after
            else { return nil }
            let box = Self.scaled(grown, from: map, to: picture)
            let edges = box.edges
            return Int(edges.top) > Self.emptyEdge && Int(edges.left) > Self.emptyEdge ? box : nil
        }
    }

    func endProfile() throws -> ProviderCounts { try session.endProfile() }

    /// Runs the network and copies what it gave.
    private func probabilities(
        of picture: Picture, _ size: (width: Int, height: Int), times: ReadingTimes
    ) throws -> ProbabilityMap {
        let output = try run(on: picture, size, times: times)
        guard output.shape == [1, 1, size.height, size.width] else {
            throw EngineError.wrongOutput(
                session.model, expected: "[1, 1, \(size.height), \(size.width)]", found: "\(output.shape)")
        }
        return try times.measure(.boxes) { () throws(EngineError) in
            guard output.isFinite else { throw .notANumber(session.model) }
            let values = output.withElements { $0.withUnsafeBufferPointer(Array.init) }
            return ProbabilityMap(width: size.width, height: size.height, values: values)
        }
    }

    /// The network's answer. Its input, 12 bytes a pixel, is gone when this returns.
    private func run(
        on picture: Picture, _ size: (width: Int, height: Int), times: ReadingTimes
    ) throws(EngineError) -> Tensor {
        var feed = Feed(session.engine, model: session.model)
        try times.measure(.prepare) { () throws(EngineError) in
            let scaled = picture.resized(width: size.width, height: size.height)
            let table = settings.normalization.pageTable
            let shape = [1, Picture.channels, size.height, size.width]
            try feed.add(input, shape: shape, of: Float.self, whole: true) { span in
                scaled.write(to: &span, at: 0, planeWidth: size.width, table: table)
            }
        }
        return try times.measure(.detection) { () throws(EngineError) in try session.run(feed) }
    }

    /// The corners in the picture's pixels, halves to even, in 32-bit steps like PaddleOCR, and inside of it.
    static func scaled(
        _ rectangle: TiltedRectangle, from map: ProbabilityMap, to picture: Picture
    ) -> Quadrilateral {
        func scale(_ value: Float, _ from: Int, _ to: Int) -> Int {
            min(max(Int((value / Float(from) * Float(to)).rounded(.toNearestOrEven)), 0), to)
        }
        let corners = rectangle.corners.map { corner in
            Pixel(x: scale(corner.x, map.width, picture.width), y: scale(corner.y, map.height, picture.height))
        }
        let order = (0..<4).sorted { (corners[$0].x, $0) < (corners[$1].x, $1) }
        let sorted = order.map { corner in
            let pixel = corners[corner]
            return Pixel(x: min(pixel.x, picture.width - 1), y: min(pixel.y, picture.height - 1))
        }
        let (left, right) = (corners[order[0]].y <= corners[order[1]].y, corners[order[2]].y <= corners[order[3]].y)
        return Quadrilateral(
            topLeft: sorted[left ? 0 : 1], topRight: sorted[right ? 2 : 3],
            bottomRight: sorted[right ? 3 : 2], bottomLeft: sorted[left ? 1 : 0])
    }
}
