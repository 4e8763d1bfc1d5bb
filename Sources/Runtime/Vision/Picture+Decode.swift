extension Picture {
    /// Decodes a PNG or JPEG file, told apart by its first bytes.
    ///
    /// 16-bit samples are reduced to 8, grey and palette pictures become colour, transparent pixels are laid on white,
    /// CMYK becomes RGB without a colour profile. A JPEG is turned upright as its Exif data say. Most pictures take six
    /// bytes a pixel for a moment; the largest progressive JPEG in four inks takes 1.2 GB.
    ///
    /// Throws ``FileError`` or ``PictureError``; a picture that ends early is an error, not a grey patch.
    public init(decoding path: Path) throws {
        try self.init(decoding: InputFile(path))
    }

    /// Decodes a PNG or JPEG picture in memory; `name` is for messages. Throws as ``init(decoding:)-(Path)`` does.
    init(decoding bytes: [UInt8], named name: Path) throws {
        self = try bytes.withUnsafeBytes { try Picture(decoding: InputFile(reading: $0, named: name)) }
    }

    private init(decoding file: borrowing InputFile) throws {
        let start = file.prefix(8)
        if start == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] {
            let decoder = try PNGDecoder(file)
            self = try decoder.decode()
        } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
            let orientation = Orientation(ofJPEG: file.prefix(Orientation.reach))
            let decoder = try JPEGDecoder(file)
            self = try decoder.decode().upright(from: orientation)
        } else {
            throw PictureError.unknownFormat(file.path)
        }
    }
}
