import Archive
import OCI
public import SystemPackage

/// Lays the image of an archive out as an image layout, byte for byte and unchecked: whoever looks at it then finds what is
/// wrong with it, just as in any other layout.
public enum ArchiveLayout {
    /// Lays out `oci-archive:FILE`.
    ///
    /// - Parameter directory: An empty directory.
    /// - Throws: ``ImageArchiveError`` where the members cannot be told, and `FileError`.
    public static func unpack(layoutArchive file: FilePath, into directory: FilePath) throws {
        let index: TarIndex
        do { index = try TarIndex(file) } catch { throw ImageArchiveError.tar(error) }
        try directory.appending("blobs/sha256").createDirectories()
        for path in index.members.keys.sorted() {
            guard let name = path.text, isOfLayout(path), let member = index.file(path) else { continue }
            let target = directory.appending(name)
            try target.removingLastComponent().createDirectories()
            try write(BlobExtent(file: file, offset: member.offset, size: member.size), to: target)
        }
    }

    /// Lays out `docker-archive:FILE`, in the form that ``DockerArchiveSource`` gives it, and lists its images by their names.
    ///
    /// - Parameter directory: An empty directory.
    /// - Throws: ``ImageArchiveError`` where the archive lists no images, or lacks parts of them, and `FileError`.
    public static func unpack(dockerArchive file: FilePath, into directory: FilePath) throws {
        let source = try DockerArchiveSource(file)
        let layout = try ImageLayout(creatingAt: directory)
        for image in source.images {
            for (digest, extent) in image.blobs { try write(extent, to: layout.path(of: digest)) }
            _ = try layout.write(image.document, as: .manifest)
            try layout.list([image.image])
            // Docker's own prefix goes without saying.
            for tag in Set(image.tags + image.tags.map { String(DockerName.short($0)) }).sorted() {
                // A name that a layout cannot hold names nothing there; the image is listed by its digest.
                guard let name = try? RefName(tag) else { continue }
                try layout.tag(image.image, as: name)
            }
        }
    }

    private static func isOfLayout(_ path: TarPath) -> Bool {
        let parts = path.components.map { String(decoding: $0, as: UTF8.self) }
        return parts == ["oci-layout"] || parts == ["index.json"] || (parts.count == 3 && parts[0] == "blobs")
    }

    private static func write(_ extent: BlobExtent, to path: FilePath) throws {
        if try path.status() != nil { return }
        let file = try OpenFile(
            path, .writeOnly, options: [.create, .exclusiveCreate], permissions: FilePermissions(rawValue: 0o600))
        try extent.forEachChunk { try file.write($0) }
    }
}
