import Testing

@testable import ModelRuntime

/// Against what OpenCV, Shapely and pyclipper answer in the peer's own functions: cases and answers come from
/// `Parity/geometry.py`, which `.ci/fixtures` runs.
struct PeerGeometryTests {
    private static func cases(_ name: String) throws -> [JSONValue] {
        let path = try Path(RepositoryFiles.required("IMAGESMITH_TEST_DATA").string + "/parity/geometry.json")
        return try JSONParser.parse(InputFile(path).contents(limit: 16 << 20))[name].items
    }

    private static func pixels(_ coordinates: [Int]) -> [Pixel] {
        stride(from: 0, to: coordinates.count, by: 2).map { Pixel(x: coordinates[$0], y: coordinates[$0 + 1]) }
    }

    private static func same(_ rectangle: TiltedRectangle, _ expected: [Double]) -> Bool {
        // Equal 32-bit numbers, but for zero, which may be a hair's breadth beside it.
        zip(rectangle.corners.flatMap { [Double($0.x), Double($0.y)] }, expected).allSatisfy { abs($0 - $1) < 1e-12 }
    }

    @Test
    func `follows the borders of masks like OpenCV, pixel by pixel and in its order`() throws {
        let cases = try Self.cases("contours")
        #expect(cases.count >= 200)
        for (index, value) in cases.enumerated() {
            let rows = value["rows"].items.map { Array($0.string.utf8) }
            var mask = TextMask(width: rows[0].count, height: rows.count)
            for (y, row) in rows.enumerated() {
                for (x, cell) in row.enumerated() where cell == UInt8(ascii: "#") { mask[x, y] = true }
            }
            let expected = value["contours"].items.map { Self.pixels($0.integers) }
            #expect(mask.contours(limit: 1000) == expected, "case \(index)")
        }
    }

    @Test
    func `puts rectangles around contours and grows them like OpenCV and Clipper`() throws {
        let cases = try Self.cases("rectangles")
        #expect(cases.count >= 500)
        let values = (0..<71 * 51).map { Float($0 * 37 % 101) }
        let map = ProbabilityMap(width: 71, height: 51, values: values)
        var insiders = 0
        for (index, value) in cases.enumerated() {
            let hull = try #require(ConvexHull(of: Self.pixels(value["contour"].integers)))
            let rectangle = TiltedRectangle(around: hull)
            #expect(Self.same(rectangle, value["rectangle"].doubles), "case \(index)")
            #expect(Double(rectangle.shortSide) == value["side"].double, "case \(index)")
            // Where the rectangle leaves the map, a pixel beside an edge may be another; the values go up to 100.
            let isInside = rectangle.corners.allSatisfy { $0.x >= 0 && $0.y >= 0 && $0.x < 71 && $0.y < 51 }
            insiders += isInside ? 1 : 0
            let tolerance = isInside ? 1e-9 : 2
            #expect(abs(map.mean(under: rectangle) - value["mean"].double) < tolerance, "case \(index)")
            let grown = try #require(rectangle.grown(by: rectangle.areaOverPerimeter * 1.6))
            #expect(Self.same(grown, value["grown"].doubles), "case \(index)")
            #expect(Double(grown.shortSide) == value["grownSide"].double, "case \(index)")
        }
        #expect(insiders > 100)
    }

    @Test
    func `crops quadrilaterals like OpenCV, pixel by pixel`() throws {
        let picture = PictureTransformTests.noise(160, 110)
        let cases = try Self.cases("crops")
        #expect(cases.count >= 150)
        for (index, value) in cases.enumerated() {
            let crop = picture.cropped(to: PictureTransformTests.box(value["corners"].integers))
            #expect([crop.width, crop.height] == value["size"].integers, "case \(index)")
            #expect(hexadecimal(PictureTransformTests.hash(crop)) == value["hash"].string, "case \(index)")
        }
    }

    @Test
    func `resizes like OpenCV whatever the sides`() throws {
        let cases = try Self.cases("resizes")
        #expect(cases.count >= 60)
        for value in cases {
            let sides = value["sides"].integers
            let resized = PictureTransformTests.noise(sides[0], sides[1]).resized(width: sides[2], height: sides[3])
            #expect(hexadecimal(PictureTransformTests.hash(resized)) == value["hash"].string, "\(sides)")
        }
    }

    private func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
