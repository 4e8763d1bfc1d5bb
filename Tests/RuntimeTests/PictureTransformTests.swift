import Testing

@testable import ModelRuntime

/// The expected pixels and their hashes are OpenCV 4.10's.
struct PictureTransformTests {
    /// A picture of noise from a linear congruential generator.
    static func noise(_ width: Int, _ height: Int) -> Picture {
        var state: UInt32 = 12345
        let bytes = (0..<width * height * 3).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        return Picture(width: width, height: height, bytes: bytes)
    }

    /// FNV-1a of 64 bits.
    static func hash(_ picture: Picture) -> UInt64 {
        picture.bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    static func box(_ corners: [Int]) -> Quadrilateral {
        Quadrilateral(
            topLeft: Pixel(x: corners[0], y: corners[1]), topRight: Pixel(x: corners[2], y: corners[3]),
            bottomRight: Pixel(x: corners[4], y: corners[5]), bottomLeft: Pixel(x: corners[6], y: corners[7]))
    }

    @Test
    func `resizes like OpenCV, pixel by pixel`() {
        let picture = Self.noise(3, 2)
        #expect(picture.bytes == [5, 4, 139, 162, 232, 28, 126, 140, 152, 200, 10, 190, 247, 18, 179, 117, 101, 245])
        #expect(
            picture.resized(width: 5, height: 3).bytes == [
                5, 4, 139, 68, 95, 95, 162, 232, 28, 140, 177, 102, 126, 140, 152,
                103, 7, 165, 143, 54, 140, 205, 125, 104, 154, 122, 160, 122, 121, 199,
                200, 10, 190, 219, 13, 185, 247, 18, 179, 169, 68, 218, 117, 101, 245,
            ])
    }

    @Test(
        arguments: [
            ([37, 23, 64, 48], 0x063c_0bc3_d19f_658d), ([37, 23, 20, 11], 0x668e_b208_0f70_0bc2),
            ([64, 48, 32, 24], 0x3698_bda5_412a_fa29), ([5, 4, 8, 3], 0xe0c8_0d99_4340_bc96),
            ([100, 7, 48, 48], 0x5e77_7054_5c9d_920c), ([33, 50, 320, 48], 0x2cd4_39c8_0c47_c502),
        ] as [([Int], UInt64)])
    func `resizes like OpenCV, up, down and by half`(sides: [Int], hash: UInt64) {
        #expect(Self.hash(Self.noise(sides[0], sides[1]).resized(width: sides[2], height: sides[3])) == hash)
    }

    @Test(
        arguments: [
            ([5, 6, 45, 6, 45, 20, 5, 20], [40, 14], 0x350a_3a49_00b3_3ddb),
            ([3, 9, 50, 4, 52, 21, 5, 27], [47, 18], 0xe553_2327_c7ce_a9c5),
            // A column: turned to the left.
            ([10, 2, 20, 3, 18, 35, 8, 34], [32, 10], 0xf41c_ca68_247c_cada),
            // To the very border of the picture.
            ([0, 0, 59, 2, 59, 39, 1, 39], [59, 39], 0xd594_66f7_ced6_a170),
        ] as [([Int], [Int], UInt64)])
    func `crops like OpenCV`(corners: [Int], size: [Int], hash: UInt64) {
        let crop = Self.noise(60, 40).cropped(to: Self.box(corners))
        #expect([crop.width, crop.height] == size)
        #expect(Self.hash(crop) == hash)
    }

    @Test
    func `crops corners on one line without failing`() {
        let crop = Self.noise(60, 40).cropped(to: Self.box([0, 0, 10, 0, 20, 0, 0, 10]))
        #expect([crop.width, crop.height] == [22, 10])
    }

    @Test
    func `turns and letterboxes`() {
        let picture = Picture(width: 2, height: 1, bytes: [1, 2, 3, 4, 5, 6])
        #expect(picture.turnedLeft() == Picture(width: 1, height: 2, bytes: [4, 5, 6, 1, 2, 3]))
        #expect(picture.turnedAround() == Picture(width: 2, height: 1, bytes: [4, 5, 6, 1, 2, 3]))
        #expect(
            picture.letterboxed(rows: 1)
                == Picture(width: 2, height: 3, bytes: [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0]))
    }
}
