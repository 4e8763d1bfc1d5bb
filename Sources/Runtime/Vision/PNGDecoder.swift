import CPNG

/// The owner of a libpng decoder (`png_struct`), reached through the functions of shim.h that keep its jumps out of
/// Swift.
struct PNGDecoder: ~Copyable {
    private let path: Path
    private let size: PictureSize
    private let codec: UnsafeMutablePointer<imagesmith_png>

    /// Reads the header of `file`, which must stay open until ``decode()`` is done. Throws ``PictureError``.
    init(_ file: borrowing InputFile) throws(PictureError) {
        path = file.path
        codec = .allocate(capacity: 1)
        do throws(PictureError) {
            guard imagesmith_png_open(codec, file.stream) != 0 else { throw Self.failure(codec, file.path) }
            let stated = try PictureSize(
                width: Int(png_get_image_width(codec.pointee.codec, codec.pointee.info)),
                height: Int(png_get_image_height(codec.pointee.codec, codec.pointee.info)), of: file.path)
            guard imagesmith_png_start(codec) != 0 else { throw Self.failure(codec, file.path) }
            size = stated
        } catch {
            imagesmith_png_close(codec)
            codec.deallocate()
            throw error
        }
    }

    deinit {
        imagesmith_png_close(codec)
        codec.deallocate()
    }

    /// Decodes the rows, their values as they are, whatever gamma or profile stands beside them: so the models' pictures
    /// were read. Throws ``PictureError`` when the data is damaged or ends early.
    borrowing func decode() throws(PictureError) -> Picture {
        let channels = Int(png_get_channels(codec.pointee.codec, codec.pointee.info))
        let transparent = channels == 4
        precondition(
            png_get_rowbytes(codec.pointee.codec, codec.pointee.info) == size.width * channels
                && (transparent || channels == Picture.channels), "libpng gives rows of another form than asked for")
        var bytes = [UInt8](repeating: 0, count: size.pixels * channels)
        let whole = bytes.withUnsafeMutableBufferPointer { bytes in
            (0..<codec.pointee.passes).allSatisfy { _ in
                (0..<size.height).allSatisfy { y in
                    imagesmith_png_read_row(codec, bytes.baseAddress.map { $0 + y * size.width * channels }) != 0
                }
            }
        }
        guard whole else { throw Self.failure(codec, path) }
        if transparent { Self.layOnWhite(&bytes, pixels: size.pixels) }
        return Picture(size: size, bytes: bytes)
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

    private static func failure(_ codec: UnsafeMutablePointer<imagesmith_png>, _ path: Path) -> PictureError {
        let message = String(cString: imagesmith_png_message(codec))
        return .notDecoded(path, format: .png, message: message.isEmpty ? "libpng could not be started" : message)
    }
}
