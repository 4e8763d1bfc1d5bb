public import OCI
public import SystemPackage

/// Compares a directory on disk, such as an unpacked image or a container's root, with the layers of an image as they lie
/// upon each other.
///
/// No symbolic link on disk is followed, and nothing is written. Of what the image lacks, and of what the disk lacks, the
/// topmost path is told. Times of change are not compared: running a container changes them, and unpackers differ.
public struct RootFSCheck: Sendable {
    /// The directory.
    public let root: FilePath
    /// What is not told of.
    public let ignoring: [PathPattern]
    /// Whether what is mounted below the directory is looked at.
    public let crossesMounts: Bool

    /// A check of a directory.
    public init(root: FilePath, ignoring: [PathPattern] = [], crossesMounts: Bool = false) {
        self.root = root
        self.ignoring = ignoring
        self.crossesMounts = crossesMounts
    }

    /// Compares the directory with an image.
    ///
    /// - Parameter jobs: how many layers are read at once.
    /// - Throws: `FileError` where something on disk cannot be read, `LayoutError` for a blob or document of the image that is
    ///   missing or damaged, ``DiffError`` for a layer that is.
    public func report(
        on image: Descriptor, in layout: ImageLayout, jobs: Int, limits: AuditLimits = AuditLimits()
    ) async throws -> RootFSReport {
        let side = try ImageSide(image, in: layout)
        let tree = try await MergedTree.read(side, jobs: max(1, jobs), limits: limits)
        return try await runBlocking {
            var comparison = RootFSComparison(check: self, tree: tree, side: side, image: image.digest)
            return try comparison.run()
        }
    }
}
