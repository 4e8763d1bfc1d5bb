import Testing

@testable import ModelRuntime

/// The expected rectangles are those of OpenCV 4.10 (`minAreaRect`) and pyclipper 1.4.0.
struct GeometryTests {
    private static func pixels(_ coordinates: [Int]) -> [Pixel] {
        stride(from: 0, to: coordinates.count, by: 2).map { Pixel(x: coordinates[$0], y: coordinates[$0 + 1]) }
    }

    private static func near(_ rectangle: TiltedRectangle, _ expected: [Double]) -> Bool {
        zip(rectangle.corners.flatMap { [$0.x, $0.y] }, expected).allSatisfy { abs($0 - $1) < 0.001 }
    }

    @Test
    func `finds the hull without the points inside and on its edges`() throws {
        let hull = try #require(Convex(hullOf: Self.pixels([0, 0, 2, 0, 4, 0, 4, 3, 0, 3, 2, 1, 0, 0, 4, 1])))
        #expect(
            hull.corners == [
                Point(x: 0, y: 0), Point(x: 4, y: 0), Point(x: 4, y: 3), Point(x: 0, y: 3),
            ])
    }

    @Test
    func `has no hull for points on one line`() {
        #expect(Convex(hullOf: Self.pixels([0, 0, 1, 1, 2, 2, 5, 5])) == nil)
        #expect(Convex(hullOf: Self.pixels([3, 3])) == nil)
    }

    @Test(
        arguments: [
            ([0, 0, 10, 0, 10, 4, 0, 4], [0, 0, 10, 0, 10, 4, 0, 4], 4),
            ([0, 0, 8, 6, 5, 10, -3, 4], [0, 0, 8, 6, 5, 10, -3, 4], 5),
            ([2, 1, 9, 3, 11, 8, 4, 9, 1, 5], [2, 1, 12.17, 3.906, 10.208, 10.774, 0.038, 7.868], 7.143),
        ] as [([Int], [Double], Double)])
    func `finds the rectangle of the least area`(points: [Int], corners: [Double], shortSide: Double) throws {
        let rectangle = TiltedRectangle(around: try #require(Convex(hullOf: Self.pixels(points))))
        #expect(Self.near(rectangle, corners))
        #expect(abs(rectangle.shortSide - shortSide) < 0.001)
    }

    @Test(
        arguments: [
            ([10, 10, 60, 10, 60, 25, 10, 25], 7.5, [3, 3, 68, 3, 68, 33, 3, 33]),
            ([10, 30, 60, 10, 66, 25, 16, 45], 6.3, [1.793, 26.483, 63.517, 1.793, 74.207, 28.517, 12.483, 53.207]),
            ([0, 0, 4, 0, 4, 3, 0, 3], 1.2, [-1, -1, 5, -1, 5, 4, -1, 4]),
        ] as [([Int], Double, [Double])])
    func `grows a rectangle like Clipper`(points: [Int], distance: Double, corners: [Double]) throws {
        let rectangle = TiltedRectangle(around: try #require(Convex(hullOf: Self.pixels(points))))
        let grown = try #require(rectangle.grown(by: distance))
        #expect(Self.near(grown, corners))
    }

    @Test
    func `grows nothing that vanishes between whole pixels`() throws {
        let sliver = TiltedRectangle(around: try #require(Convex(hullOf: Self.pixels([0, 0, 1, 0, 0, 1]))))
        #expect(sliver.grown(by: 0) == nil)
    }

    @Test
    func `joins pixels that touch at their corners, and tells others apart`() {
        let picture = [
            "##...#",
            "..#..#",
            "...#..",
            "#.....",
            "#.###.",
            "..#.#.",
            "..###.",
        ]
        let mask = picture.flatMap { $0.map { $0 == "#" } }
        let components = ProbabilityMap.components(of: mask, width: 6, limit: 10)
        #expect(
            components == [
                Self.pixels([0, 0, 1, 0, 2, 1, 2, 1, 3, 2, 3, 2]),
                Self.pixels([5, 0, 5, 0, 5, 1, 5, 1]),
                Self.pixels([0, 3, 0, 3, 0, 4, 0, 4]),
                Self.pixels([2, 4, 4, 4, 2, 5, 2, 5, 4, 5, 4, 5, 2, 6, 4, 6]),
            ])
        #expect(ProbabilityMap.components(of: mask, width: 6, limit: 2).count == 2)
    }

    @Test
    func `dilates to the right and downwards`() {
        let map = ProbabilityMap(width: 3, height: 3, values: [0, 0, 0, 0, 0.4, 0, 0, 0, 0.3])
        #expect(
            map.mask(above: 0.3, dilated: false) == [false, false, false, false, true, false, false, false, false])
        #expect(map.mask(above: 0.3, dilated: true) == [false, false, false, false, true, true, false, true, true])
    }

    @Test
    func `takes the mean under a rectangle with its border`() throws {
        let values = (0..<30).map(Float.init)
        let map = ProbabilityMap(width: 6, height: 5, values: values)
        let rectangle = TiltedRectangle(around: try #require(Convex(hullOf: Self.pixels([1, 1, 3, 1, 3, 3, 1, 3]))))
        #expect(map.mean(under: rectangle) == 14)
        let diamond = TiltedRectangle(around: try #require(Convex(hullOf: Self.pixels([3, 0, 5, 2, 3, 4, 1, 2]))))
        #expect(map.mean(under: diamond) == 15)
        #expect(
            FilledPolygon(Self.pixels([2, 0, 4, 2, 2, 4, 0, 2])).rows == [
                0: 2...2, 1: 1...3, 2: 0...4, 3: 1...3, 4: 2...2,
            ])
    }

    @Test(arguments: [
        (DetectionLimit(side: .max, pixels: 960), [1920, 1080], [960, 544]),
        (DetectionLimit(side: .max, pixels: 960), [640, 120], [640, 128]),
        // 80 and 48 lie between two multiples of 32: to the even one.
        (DetectionLimit(side: .max, pixels: 960), [80, 48], [64, 64]),
        (DetectionLimit(side: .max, pixels: 960), [10, 5], [32, 32]),
        (DetectionLimit(side: .min, pixels: 736), [640, 120], [3936, 736]),
        (DetectionLimit(side: .min, pixels: 736), [1000, 800], [992, 800]),
    ])
    func `scales a picture for the detector`(limit: DetectionLimit, picture: [Int], input: [Int]) throws {
        let size = try limit.inputSize(width: picture[0], height: picture[1])
        #expect([size.width, size.height] == input)
    }

    @Test
    func `refuses a detector's input that would take all memory`() {
        #expect(throws: PictureError.tooLargeForDetection(width: 100_000, height: 736)) {
            try DetectionLimit(side: .min, pixels: 736).inputSize(width: 100_000, height: 736)
        }
    }
}
