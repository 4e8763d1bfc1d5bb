import Testing

@testable import ModelRuntime

/// The expected rectangles are those of OpenCV 4.10 (`minAreaRect`) and pyclipper 1.4.0.
struct GeometryTests {
    private static func pixels(_ coordinates: [Int]) -> [Pixel] {
        stride(from: 0, to: coordinates.count, by: 2).map { Pixel(x: coordinates[$0], y: coordinates[$0 + 1]) }
    }

    private static func near(_ rectangle: TiltedRectangle, _ expected: [Double]) -> Bool {
        zip(rectangle.corners.flatMap { [Double($0.x), Double($0.y)] }, expected).allSatisfy { abs($0 - $1) < 0.001 }
    }

    @Test
    func `finds the hull without the points inside and on its edges, from where the path starts`() throws {
        let clockwise = Self.pixels([0, 0, 2, 0, 4, 0, 4, 1, 4, 3, 0, 3])
        let corners = Self.pixels([0, 0, 4, 0, 4, 3, 0, 3])
        #expect(ConvexHull(of: clockwise)?.corners == corners)
        // Against the path: from its last pixel on.
        #expect(ConvexHull(of: clockwise.reversed())?.corners == corners)
        // In no order: from the right one.
        #expect(
            ConvexHull(of: Self.pixels([0, 0, 4, 3, 4, 0, 0, 3, 2, 1]))?.corners
                == Self.pixels([4, 3, 0, 3, 0, 0, 4, 0]))
    }

    @Test
    func `has no hull for points on one line`() {
        #expect(ConvexHull(of: Self.pixels([0, 0, 1, 1, 2, 2, 5, 5])) == nil)
        #expect(ConvexHull(of: Self.pixels([3, 3, 3, 3])) == nil)
        #expect(ConvexHull(of: []) == nil)
    }

    @Test(
        arguments: [
            ([0, 0, 10, 0, 10, 4, 0, 4], [0, 0, 10, 0, 10, 4, 0, 4], 4),
            ([0, 0, 8, 6, 5, 10, -3, 4], [0, 0, 8, 6, 5, 10, -3, 4], 5),
            ([2, 1, 9, 3, 11, 8, 4, 9, 1, 5], [2, 1, 12.17, 3.906, 10.208, 10.774, 0.038, 7.868], 7.143),
        ] as [([Int], [Double], Double)])
    func `finds the rectangle of the least area`(points: [Int], corners: [Double], shortSide: Double) throws {
        let rectangle = TiltedRectangle(around: try #require(ConvexHull(of: Self.pixels(points))))
        #expect(Self.near(rectangle, corners))
        #expect(abs(Double(rectangle.shortSide) - shortSide) < 0.001)
    }

    @Test(
        arguments: [
            ([10, 10, 60, 10, 60, 25, 10, 25], 7.5, [3, 3, 68, 3, 68, 33, 3, 33]),
            ([10, 30, 60, 10, 66, 25, 16, 45], 6.3, [1.793, 26.483, 63.517, 1.793, 74.207, 28.517, 12.483, 53.207]),
            ([0, 0, 4, 0, 4, 3, 0, 3], 1.2, [-1, -1, 5, -1, 5, 4, -1, 4]),
        ] as [([Int], Double, [Double])])
    func `grows a rectangle like Clipper`(points: [Int], distance: Double, corners: [Double]) throws {
        let rectangle = TiltedRectangle(around: try #require(ConvexHull(of: Self.pixels(points))))
        let grown = try #require(rectangle.grown(by: distance))
        #expect(Self.near(grown, corners))
    }

    @Test
    func `grows nothing that vanishes between whole pixels`() throws {
        let sliver = TiltedRectangle(around: try #require(ConvexHull(of: Self.pixels([0, 0, 1, 0, 0, 1]))))
        #expect(sliver.grown(by: 0) == nil)
    }

    @Test
    func `follows the borders of what touches at its corners, and of holes`() {
        let picture = [
            "##...#",
            "..#...",
            "......",
            "#.###.",
            "..#.#.",
            "..###.",
        ]
        var mask = TextMask(width: 6, height: 6)
        for (y, row) in picture.enumerated() {
            for (x, cell) in row.enumerated() { mask[x, y] = cell == "#" }
        }
        let contours = [
            Self.pixels([2, 4, 3, 3, 4, 4, 3, 5]), Self.pixels([2, 3, 2, 5, 4, 5, 4, 3]), Self.pixels([0, 3]),
            Self.pixels([5, 0]), Self.pixels([0, 0, 1, 0, 2, 1, 1, 0]),
        ]
        #expect(mask.contours(limit: 10) == contours)
        for limit in 1...5 { #expect(mask.contours(limit: limit) == Array(contours[..<limit])) }
    }

    @Test
    func `dilates to the right and downwards`() {
        let map = ProbabilityMap(width: 3, height: 3, values: [0, 0, 0, 0, 0.4, 0, 0, 0, 0.3])
        func cells(_ mask: TextMask) -> [Bool] { (0..<9).map { mask[$0 % 3, $0 / 3] } }
        #expect(
            cells(TextMask(map, above: 0.3, dilated: false))
                == [false, false, false, false, true, false, false, false, false])
        #expect(
            cells(TextMask(map, above: 0.3, dilated: true))
                == [false, false, false, false, true, true, false, true, true])
    }

    @Test
    func `takes the mean under a rectangle with its border`() throws {
        let values = (0..<30).map(Float.init)
        let map = ProbabilityMap(width: 6, height: 5, values: values)
        let rectangle = TiltedRectangle(around: try #require(ConvexHull(of: Self.pixels([1, 1, 3, 1, 3, 3, 1, 3]))))
        #expect(map.mean(under: rectangle) == 14)
        let diamond = TiltedRectangle(around: try #require(ConvexHull(of: Self.pixels([3, 0, 5, 2, 3, 4, 1, 2]))))
        // Its corners are a hair's breadth left of and above whole pixels, and are cut to the ones before.
        #expect(abs(map.mean(under: diamond) - 118.0 / 11) < 1e-9)
        let filled = FilledPolygon(Self.pixels([2, 1, 4, 3, 2, 5, 0, 3]), width: 4, height: 6)
        let spans = filled.spans.map { $0.first <= $0.last ? [$0.first, $0.last] : [] }
        #expect(spans == [[], [2, 2], [1, 3], [0, 3], [1, 3], [2, 2]])
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

    @Test(arguments: [
        ([1000, 800], [1000, 800]), ([4000, 1000], [1984, 512]), ([20, 10], [64, 32]), ([600, 12], [1504, 32]),
        // Cut to the limit first, and then too low.
        ([4000, 40], [1984, 32]), ([30, 2001], [32, 1984]),
    ])
    func `brings a picture between the limits of sides`(picture: [Int], size: [Int]) {
        let limited = PageLimit(longest: 2000, shortest: 30).size(width: picture[0], height: picture[1])
        #expect([limited.width, limited.height] == size)
    }

    @Test(
        arguments: [
            // As it is; a strip gets bars; a large picture is shrunk and its boxes grow again.
            ([400, 300], [400, 300], 0, [10, 20, 110, 20, 110, 60, 10, 60], [10, 20, 110, 20, 110, 60, 10, 60]),
            ([400, 40], [400, 100], 30, [10, 20, 110, 20, 110, 60, 10, 80], [10, 0, 110, 0, 110, 30, 10, 40]),
            (
                [4000, 2000], [1984, 992], 0, [0, 31, 1984, 31, 1984, 62, 0, 62], [0, 63, 4000, 63, 4000, 125, 0, 125]
            ),
        ] as [([Int], [Int], Int, [Int], [Int])])
    func `maps boxes back onto the picture as stored`(
        picture: [Int], page: [Int], bars: Int, box: [Int], original: [Int]
    ) {
        let pixels = [UInt8](repeating: 0, count: picture[0] * picture[1] * 3)
        let made = Page(
            Picture(width: picture[0], height: picture[1], bytes: pixels), limit: PageLimit(longest: 2000, shortest: 30)
        )
        #expect([made.picture.width, made.picture.height] == page)
        #expect(made.bars == bars)
        #expect(
            made.original(PictureTransformTests.box(box)).corners.flatMap { [$0.x, $0.y] } == original)
    }
}
