import Testing

@testable import ModelRuntime

struct LineGroupTests {
    /// A line as wide and as high as told.
    private static func box(_ width: Int, _ height: Int) -> Quadrilateral {
        PictureTransformTests.box([0, 0, width, 0, width, height, 0, height])
    }

    private static func recognition(batch: Int) throws -> OCRManifest.Recognition {
        let text = String(decoding: try RepositoryFiles.bytes("recipes/models/pp-ocrv4/model.json"), as: UTF8.self)
            .replacing("\"batch\": 6", with: "\"batch\": \(batch)")
        return try #require(try OCRModelsTests.manifest(text)).recognition
    }

    @Test
    func `pads the lines of a batch to its widest, the widest batch first`() throws {
        // The fourth stands upright: it is read as a line of 500 by 20.
        let boxes = [
            Self.box(100, 20), Self.box(400, 20), Self.box(60, 20), Self.box(20, 500), Self.box(60, 20),
        ]
        let recognition = try Self.recognition(batch: 2)
        #expect(
            LineGroup.groups(boxes, recognition, size: 2) == [
                LineGroup(lines: [3], width: 1200), LineGroup(lines: [0, 1], width: 960),
                LineGroup(lines: [2, 4], width: 320),
            ])
        #expect(
            LineGroup.groups(boxes, recognition, size: 1) == [
                LineGroup(lines: [3], width: 1200), LineGroup(lines: [1], width: 960),
                LineGroup(lines: [0], width: 960), LineGroup(lines: [4], width: 320), LineGroup(lines: [2], width: 320),
            ])
        #expect(LineGroup.groups([], recognition, size: 1).isEmpty)
    }

    @Test
    func `bounds the width of a hostile line`() throws {
        let groups = LineGroup.groups([Self.box(90_000, 5)], try Self.recognition(batch: 6), size: 1)
        #expect(groups.map(\.width) == [LineRecognizer.widthLimit])
    }
}
