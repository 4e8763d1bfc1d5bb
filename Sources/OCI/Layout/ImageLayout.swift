public import SystemPackage

/// A directory in the OCI image layout; imagesmith's store is one.
///
/// A value: nothing is held open between calls. Every write is a temporary file, fsync, rename; `index.json` changes under a
/// lock between processes. So a crash, a full disk or a second process leaves the old state or the new one.
/// Source: OCI image-spec, image-layout.md.
public struct ImageLayout: Hashable, Sendable {
    /// The directory.
    public let root: FilePath

    /// An existing layout.
    ///
    /// - Throws: ``LayoutError/notALayout(_:reason:)`` where `oci-layout` is missing or of another version.
    public init(at root: FilePath) throws(LayoutError) {
        self.root = root
        let marker: [UInt8]
        do { marker = try root.appending("oci-layout").read(limit: 4096) } catch {
            throw .notALayout(root, reason: error.description)
        }
        do {
            let version = try JSONField(JSON(parsing: marker)).object().required("imageLayoutVersion").string()
            guard version == "1.0.0" else { throw JSONError.value(path: "imageLayoutVersion", reason: "'\(version)'") }
        } catch { throw .notALayout(root, reason: "oci-layout: \(error)") }
    }

    /// The layout at `root`, made where there is none.
    public init(creatingAt root: FilePath) throws(LayoutError) {
        do {
            // A layout without a blob may lack the directory of an algorithm.
            try root.appending("blobs/sha256").createDirectories()
            if try root.appending("oci-layout").status() == nil { try ImageLayout.initialize(root) }
        } catch { throw .file(error) }
        try self.init(at: root)
    }

    private static func initialize(_ root: FilePath) throws(FileError) {
        let lock = try FileLock(root.appending(lockName))
        defer { withExtendedLifetime(lock) {} }
        if try root.appending("index.json").status() == nil {
            try root.appending("index.json").replace(with: ImageIndex().json.canonical())
        }
        let marker: JSON = ["imageLayoutVersion": "1.0.0"]
        try root.appending("oci-layout").replace(with: marker.canonical())
    }

    static let lockName = ".imagesmith.lock"

    /// What is locked while the index changes, and while a blob that has its name gives way.
    var lockPath: FilePath { root.appending(ImageLayout.lockName) }

    /// Where the blob of that digest lies, or would.
    public func path(of digest: Digest) -> FilePath { root.appending("blobs/sha256").appending(digest.hex) }

    /// Whether a blob of that digest and size lies here; its bytes are not read.
    public func contains(_ descriptor: Descriptor) throws(LayoutError) -> Bool {
        do {
            guard let status = try path(of: descriptor.digest).status() else { return false }
            return status.isRegular && status.size == descriptor.size
        } catch { throw .file(error) }
    }
}
