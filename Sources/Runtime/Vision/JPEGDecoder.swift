import CJPEG

/// The owner of a libjpeg decompressor (`jpeg_decompress_struct`), reached through the functions of shim.h that keep
/// its jumps out of Swift.
struct JPEGDecoder: ~Copyable {
    /// The most scans of a progressive picture; encoders write about ten.
    private static let scanLimit: CInt = 100
    /// The most memory that libjpeg may hold for one picture: the coefficients of a progressive one of the largest
    /// size.
    private static let memoryLimit = PictureSize.pixelLimit * 3 * MemoryLayout<Int16>.size * 2

    private let path: Path
    private let size: PictureSize
    private let codec: UnsafeMutablePointer<imagesmith_jpeg>

    /// Reads the header of `file`, which must stay open until ``decode()`` is done. Throws ``PictureError``.
    init(_ file: borrowing InputFile) throws(PictureError) {
        path = file.path
        codec = .allocate(capacity: 1)
        do throws(PictureError) {
            guard imagesmith_jpeg_open(codec, file.stream, Self.scanLimit) != 0 else {
                throw Self.failure(codec, file.path)
            }
            size = try PictureSize(
                width: Int(codec.pointee.codec.image_width), height: Int(codec.pointee.codec.image_height),
                of: file.path)
            codec.pointee.codec.mem.pointee.max_memory_to_use = Self.memoryLimit
        } catch {
            imagesmith_jpeg_close(codec)
            codec.deallocate()
            throw error
        }
    }

    deinit {
        imagesmith_jpeg_close(codec)
        codec.deallocate()
    }

    /// Decodes the rows. Throws ``PictureError`` when the data is damaged or ends early.
    borrowing func decode() throws(PictureError) -> Picture {
        let source = codec.pointee.codec.jpeg_color_space
        let inks = source == JCS_CMYK || source == JCS_YCCK
        guard imagesmith_jpeg_start(codec, inks ? JCS_CMYK : JCS_EXT_BGR) != 0 else {
            throw Self.failure(codec, path)
        }
        var bytes = [UInt8](repeating: 0, count: size.pixels * Picture.channels)
        var row = [UInt8](repeating: 0, count: size.width * Int(codec.pointee.codec.output_components))
        // Adobe's programs write inks inverted: 255 is no ink (libjpeg.txt, "Special color spaces").
        let inverted = codec.pointee.codec.saw_Adobe_marker != 0
        for y in 0..<size.height {
            guard imagesmith_jpeg_read_row(codec, &row) != 0 else { throw Self.failure(codec, path) }
            let start = y * size.width * Picture.channels
            if inks {
                Self.mix(row, inverted: inverted, into: &bytes, at: start)
            } else {
                bytes.replaceSubrange(start..<start + row.count, with: row)
            }
        }
        return Picture(size: size, bytes: bytes)
    }

    /// Turns a row of cyan, magenta, yellow, black into blue, green, red.
    private static func mix(_ row: [UInt8], inverted: Bool, into bytes: inout [UInt8], at start: Int) {
        for pixel in 0..<row.count / 4 {
            func light(_ ink: Int) -> Int { Int(inverted ? row[pixel * 4 + ink] : 255 - row[pixel * 4 + ink]) }
            for channel in 0..<Picture.channels {
                // Red is what cyan leaves, green what magenta, blue what yellow; black takes from each.
                let mixed = light(2 - channel) * light(3)
                bytes[start + pixel * Picture.channels + channel] = UInt8((mixed + 127) / 255)
            }
        }
    }

    private static func failure(_ codec: UnsafeMutablePointer<imagesmith_jpeg>, _ path: Path) -> PictureError {
        let message = String(cString: imagesmith_jpeg_message(codec))
        return .notDecoded(path, format: .jpeg, message: message.isEmpty ? "the data is incomplete" : message)
    }
}
