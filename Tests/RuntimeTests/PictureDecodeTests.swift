import OCI
import SystemPackage
import TestSupport
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
            ("rgb16-low.png", [254, 127, 0, 128, 128, 0]),
            // With a gamma of 1: no decoder that the models' pictures went through asks for it.
            ("gamma.png", [128, 60, 10, 255, 240, 200]),
            ("grey-alpha.png", [0, 0, 0, 177, 177, 177, 255, 255, 255, 255, 255, 255]),
            ("grey-alpha16.png", [128, 128, 128, 135, 135, 135]),
            ("grey-transparent.png", [0, 0, 0, 255, 255, 255, 200, 200, 200, 255, 255, 255]),
            ("rgb-transparent.png", [255, 255, 255, 60, 50, 40]),
            ("one.png", [30, 20, 10]),
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
            ("ycck.jpg", [146, 66, 207], [190, 240, 53]),
            // Without Adobe's marker inks are not inverted: as libjpeg.txt has it, though not Pillow.
            ("cmyk-plain.jpg", [146, 66, 207], [191, 240, 54]),
        ] as [(String, [UInt8], [UInt8])])
    func `decodes every kind of JPEG`(name: String, left: [UInt8], right: [UInt8]) throws {
        let picture = try Picture(decoding: RepositoryFiles.fixture(name))
        #expect([picture.width, picture.height] == [32, 16])
        #expect(picture.pixel(8, 8) == left)
        #expect(picture.pixel(24, 8) == right)
    }

    @Test
    func `decodes an interlaced PNG`() throws {
        let picture = try Picture(decoding: RepositoryFiles.fixture("interlaced.png"))
        #expect([picture.width, picture.height] == [8, 8])
        for y in 0..<8 {
            for x in 0..<8 { #expect(picture.pixel(x, y) == [(x + y) * 15, y * 30, x * 30].map(UInt8.init)) }
        }
    }

    @Test
    func `decodes a JPEG of one pixel`() throws {
        let picture = try Picture(decoding: RepositoryFiles.fixture("one.jpg"))
        #expect([picture.width, picture.height] == [1, 1])
        #expect(picture.bytes == [30, 20, 10])
    }

    @Test(arguments: 1...8)
    func `turns a JPEG upright as its Exif data say`(orientation: Int) throws {
        let picture = try Picture(decoding: RepositoryFiles.fixture("orientation-\(orientation).jpg"))
        #expect([picture.width, picture.height] == [24, 16])
        // Two rows of three squares; the same pixels as Pillow's after ImageOps.exif_transpose.
        let squares = (0..<6).map { picture.pixel($0 % 3 * 8 + 4, $0 / 3 * 8 + 4) }
        #expect(
            squares == [
                [41, 40, 220], [60, 200, 39], [220, 60, 50], [50, 220, 231], [20, 20, 20], [240, 240, 240],
            ])
    }

    /// Exif data with one entry of that type and value, in both orders of bytes.
    private static func exif(tag: Int = 274, type: Int, value: Int, bigEndian: Bool) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
            return bigEndian ? bytes.reversed() : bytes
        }
        let field = type == 3 ? number(value, 2) + [0, 0] : number(value, 4)
        return Array((bigEndian ? "MM" : "II").utf8) + number(42, 2) + number(8, 4) + number(1, 2) + number(tag, 2)
            + number(type, 2) + number(1, 4) + field + number(0, 4)
    }

    private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 0xFF)] + content
    }

    @Test
    func `finds the orientation in either order of bytes, and behind other segments`() {
        let name = Array("Exif\0\0".utf8)
        for bigEndian in [false, true] {
            for type in [3, 4] {
                let exif = Self.segment(0xE1, name + Self.exif(type: type, value: 6, bigEndian: bigEndian))
                #expect(Orientation(ofJPEG: [0xFF, 0xD8] + exif) == .turnedLeft)
                let other = Self.segment(0xE0, Array("JFIF\0".utf8)) + [0xFF] + Self.segment(0xE1, Array("http".utf8))
                #expect(Orientation(ofJPEG: [0xFF, 0xD8] + other + exif) == .turnedLeft)
            }
        }
    }

    @Test
    func `takes Exif data that make no sense for none`() {
        let name = Array("Exif\0\0".utf8)
        let whole = name + Self.exif(type: 3, value: 6, bigEndian: true)
        let senseless: [[UInt8]] =
            (0..<whole.count - 6).map { Self.segment(0xE1, Array(whole.prefix($0))) } + [
                Self.segment(0xE1, name + Self.exif(type: 3, value: 0, bigEndian: true)),
                Self.segment(0xE1, name + Self.exif(type: 3, value: 9, bigEndian: false)),
                Self.segment(0xE1, name + Self.exif(type: 4, value: 0xFFFF_FFFF, bigEndian: false)),
                Self.segment(0xE1, name + Self.exif(type: 2, value: 6, bigEndian: false)),
                Self.segment(0xE1, name + Self.exif(tag: 275, type: 3, value: 6, bigEndian: true)),
                Self.segment(0xE1, name + [0x4D, 0x4D, 0, 42, 0xFF, 0xFF, 0xFF, 0xFF]),
                Self.segment(0xE1, name + [0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xFF, 0xFF]),
                [0xFF, 0xE1, 0, 0], [0xFF, 0xE1, 0, 1], [0xFF, 0xFF, 0xFF], [0xFF], [],
                Self.segment(0xDA, []) + Self.segment(0xE1, whole),
            ]
        for bytes in senseless { #expect(Orientation(ofJPEG: [0xFF, 0xD8] + bytes) == .upright, "\(bytes)") }
    }

    @Test(arguments: ["review-positive.png", "scan.jpg", "receipt.png"])
    func `refuses a picture cut after any 64 bytes, or shows all of it`(name: String) throws {
        let bytes = try RepositoryFiles.bytes("recipes/smoke/" + name)
        let whole = try Picture(decoding: RepositoryFiles.path("recipes/smoke/" + name))
        let scratch = try TemporaryDirectory()
        let file = scratch.path.appending("cut")
        var refused = 0
        for length in stride(from: 64, to: bytes.count, by: 64) {
            try file.replace(with: Array(bytes.prefix(length)))
            let picture: Picture
            do { picture = try Picture(decoding: Path(file.string)) } catch {
                #expect(error is PictureError, "\(length) bytes: \(error)")
                refused += 1
                continue
            }
            // What is missing is behind the last pixel.
            #expect(picture == whole, "\(length) of \(bytes.count) bytes")
        }
        #expect(refused >= bytes.count / 64 - 2)
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
        let error = #expect(throws: PictureError.self) { try Picture(decoding: path) }
        #expect(
            error?.description
                == "\(path) is 20000x20000 pixels: a picture has at least one and at most 100000000, "
                + "and no side above 20000: scale it down first")
        #expect(throws: PictureError.badSize(path, width: 20001, height: 1)) {
            try PictureSize(width: 20001, height: 1, of: path)
        }
        #expect(try PictureSize(width: 1, height: 20000, of: path).pixels == 20000)
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
