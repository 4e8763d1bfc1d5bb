import CPNG

/// The owner of a `png_image`, libpng's simplified reader (png.h, section "Simplified API").
struct PNGDecoder: ~Copyable {
    private let image: UnsafeMutablePointer<png_image>

    private init() {
        image = .allocate(capacity: 1)
        image.initialize(to: png_image())
        image.pointee.version = png_uint_32(PNG_IMAGE_VERSION)
    }

    deinit {
        png_image_free(image)
        image.deallocate()
    }

    /// Decodes `file`. Throws ``PictureError``.
    static func decode(_ file: borrowing InputFile) throws(PictureError) -> Picture {
        let decoder = PNGDecoder()
        let image = decoder.image
        guard png_image_begin_read_from_stdio(image, file.stream) != 0 else {
            throw .notDecoded(file.path, format: .png, message: decoder.message)
        }
        let size = try PictureSize(
            width: Int(image.pointee.width), height: Int(image.pointee.height), of: file.path)
        // Without this, 16-bit samples would be taken for linear light (png.h, PNG_IMAGE_FLAG_16BIT_sRGB).
        image.pointee.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
        let transparent = image.pointee.format & png_uint_32(PNG_FORMAT_FLAG_ALPHA) != 0
        let colour = png_uint_32(PNG_FORMAT_FLAG_COLOR) | png_uint_32(PNG_FORMAT_FLAG_BGR)
        image.pointee.format = transparent ? colour | png_uint_32(PNG_FORMAT_FLAG_ALPHA) : colour
        var bytes = [UInt8](repeating: 0, count: size.pixels * (transparent ? 4 : Picture.channels))
        // Row stride 0: rows without padding. No background: what is transparent keeps its alpha.
        guard png_image_finish_read(image, nil, &bytes, 0, nil) != 0 else {
            throw .notDecoded(file.path, format: .png, message: decoder.message)
        }
        if transparent { Self.layOnWhite(&bytes, pixels: size.pixels) }
        return Picture(size: size, bytes: bytes)
    }

    private var message: String {
        withUnsafeBytes(of: &image.pointee.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// Lays BGRA pixels on white; the values are mixed as they are, like the pictures that the models were trained on.
    /// In place: of a large picture there is no room for two.
    private static func layOnWhite(_ bytes: inout [UInt8], pixels: Int) {
        bytes.withUnsafeMutableBufferPointer { bytes in
            for pixel in 0..<pixels {
                let alpha = Int(bytes[pixel * 4 + 3])
                for channel in 0..<Picture.channels {
                    let mixed = Int(bytes[pixel * 4 + channel]) * alpha + 255 * (255 - alpha)
                    bytes[pixel * Picture.channels + channel] = UInt8((mixed + 127) / 255)
                }
            }
        }
        bytes.removeLast(pixels)
    }
}
