import Testing

@testable import ModelRuntime

/// The expected pixels are Pillow's, in the order blue, green, red.
struct PictureDecodeTests {
    @Test(
        arguments: [
            (
                "rgb.png",
                [0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 0, 0, 0, 30, 20, 10, 50, 100, 200, 129, 128, 127]
            ),
            (
                "palette.png",
                [0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 0, 0, 0, 30, 20, 10, 50, 100, 200, 129, 128, 127]
            ),
            (
                "palette-transparent.png",
                [255, 255, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 0, 0, 0, 30, 20, 10, 50, 100, 200, 129, 128, 127]
            ),
            (
                "alpha.png",
                [
                    0, 0, 255, 127, 255, 127, 255, 255, 255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 50, 100, 200, 255,
                    255, 254,
                ]
            ),
            ("grey.png", [0, 0, 0, 64, 64, 64, 128, 128, 128, 255, 255, 255, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]),
            (
                "bilevel.png",
                [0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0]
            ),
            ("grey16.png", [0, 0, 0, 128, 128, 128, 255, 255, 255]),
            ("rgb16.png", [64, 0, 255, 254, 127, 1]),
        ] as [(String, [UInt8])])
    func `decodes every kind of PNG`(name: String, pixels: [UInt8]) throws {
        let picture = try Picture(decoding: RepositoryFiles.fixture(name))
        #expect(picture.bytes == pixels)
        #expect(picture.width * picture.height * 3 == pixels.count)
    }

    @Test(
        arguments: [
            ("rgb.jpg", [90, 40, 201], [240, 180, 20]),
            ("progressive.jpg", [90, 40, 201], [240, 180, 20]),
            ("grey.jpg", [94, 94, 94], [139, 139, 139]),
            ("cmyk.jpg", [90, 40, 200], [240, 180, 20]),
        ] as [(String, [UInt8], [UInt8])])
    func `decodes every kind of JPEG`(name: String, left: [UInt8], right: [UInt8]) throws {
        let picture = try Picture(decoding: RepositoryFiles.fixture(name))
        #expect([picture.width, picture.height] == [32, 16])
        #expect(picture.pixel(8, 8) == left)
        #expect(picture.pixel(24, 8) == right)
    }

    @Test
    func `refuses a picture that ends early instead of showing a part of it`() throws {
        for (name, format) in [("cut.png", PictureError.Format.png), ("cut.jpg", .jpeg)] {
            let path = try RepositoryFiles.fixture(name)
            let error = #expect(throws: PictureError.self) { try Picture(decoding: path) }
            guard case .notDecoded(path, format: format, _) = error else {
                Issue.record("\(name): \(error.map(String.init(describing:)) ?? "no error")")
                continue
            }
        }
    }

    @Test
    func `refuses more pixels than it decodes before it takes memory for them`() throws {
        let path = try RepositoryFiles.fixture("too-large.png")
        #expect(throws: PictureError.badSize(path, width: 20000, height: 20000)) { try Picture(decoding: path) }
    }

    @Test
    func `refuses a JPEG of endless scans`() throws {
        let path = try RepositoryFiles.fixture("many-scans.jpg")
        #expect(throws: PictureError.notDecoded(path, format: .jpeg, message: "Too many scans")) {
            try Picture(decoding: path)
        }
    }

    @Test
    func `refuses what is no picture`() throws {
        let path = try RepositoryFiles.path("Tests/RuntimeTests/PictureDecodeTests.swift")
        #expect(throws: PictureError.unknownFormat(path)) { try Picture(decoding: path) }
        #expect(throws: FileError.notRegular(try Path("/dev/null"))) { try Picture(decoding: Path("/dev/null")) }
    }
}
