public import SystemPackage

/// A blob's bytes as a part of a file.
public struct BlobExtent: Hashable, Sendable {
    /// The file.
    public let file: FilePath
    /// Where the first byte lies in it.
    public let offset: Int64
    /// How many bytes there are.
    public let size: Int64

    /// A part of a file.
    public init(file: FilePath, offset: Int64, size: Int64) {
        self.file = file
        self.offset = offset
        self.size = size
    }
}
