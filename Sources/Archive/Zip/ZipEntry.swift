/// One entry of a zip file, as the central directory and its local header agree on it.
public struct ZipEntry: Hashable, Sendable {
    /// The checked name, without a directory's final slash.
    public let path: TarPath
    /// Whether it is a directory: its name ends in a slash.
    public let isDirectory: Bool
    /// How the content is kept.
    public let method: Method
    /// Bytes as they stand in the file.
    public let compressedSize: Int64
    /// Bytes of content.
    public let size: Int64
    /// CRC-32 of the content.
    public let crc32: UInt32
    /// The Unix mode with file type bits, where the file was made on Unix (`create_system` 3); else nil.
    public let unixMode: UInt16?

    /// Whether it is a file that may be run: mode bits without the type of a regular file say nothing, as for pip.
    public var isExecutable: Bool {
        guard let unixMode, unixMode & 0o170000 == 0o100000 else { return false }
        return unixMode & 0o111 != 0
    }

    /// Where the data begin in the file.
    let dataOffset: Int64

    /// How content is kept.
    public enum Method: Hashable, Sendable {
        case stored, deflated
    }

    /// The checked name as text, without a directory's final slash.
    public var name: String { String(decoding: path.bytes, as: UTF8.self) }
}
