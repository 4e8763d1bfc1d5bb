import Archive
public import OCI
public import SystemPackage

/// What `docker save` and `podman save` write as a place to read images from: `docker-archive:FILE`.
///
/// Nothing is unpacked: blobs are parts of the archive's file.
/// Source: the Docker image specification v1.2; containers-transports(5), "docker-archive".
public struct DockerArchiveSource: ImageSource {
    private let members: ArchiveMembers
    let images: [DockerArchiveImage]

    /// The most images of one archive.
    private static let mostImages = 256

    /// Reads the members' names and the configurations of an archive.
    ///
    /// - Throws: ``ImageArchiveError``, and `FileError` where the file cannot be read.
    public init(_ file: FilePath) throws {
        members = try ArchiveMembers(of: file)
        guard let bytes = try members.document("manifest.json") else {
            throw ImageArchiveError.missing(file, "manifest.json")
        }
        var entries: [DockerArchiveEntry] = []
        do throws(JSONError) {
            let fields = try JSONField(JSON(parsing: bytes, limits: .large)).elements()
            guard fields.count <= Self.mostImages else {
                throw .value(path: "", reason: "it lists more than \(Self.mostImages) images")
            }
            for field in fields { entries.append(try DockerArchiveEntry(field)) }
        } catch { throw ImageArchiveError.document(file, "manifest.json", error) }
        images = try entries.map { [members] in try DockerArchiveImage($0, in: members) }
    }

    /// The image of that name, or of that digest of the manifest that is made of it.
    public func resolve(_ selector: ImageReference.Selector) throws -> Descriptor {
        switch selector {
        case .digest(let digest):
            if let image = images.first(where: { $0.image.digest == digest }) { return image.image }
        case .tag(let name):
            if let image = images.first(where: { $0.tags.contains { DockerName.means($0, name) } }) {
                return image.image
            }
        case .only:
            if images.count == 1 { return images[0].image }
            if images.count > 1 { throw ImageArchiveError.ambiguous(members.file, count: images.count) }
        }
        throw ImageArchiveError.noImage(members.file, selector, known: images.flatMap(\.tags))
    }

    /// The manifest that is made of an image.
    public func document(_ descriptor: Descriptor) throws -> [UInt8] {
        guard let image = images.first(where: { $0.image.digest == descriptor.digest }) else {
            throw ImageArchiveError.blob(members.file, descriptor.digest)
        }
        return image.document
    }

    /// None: a Docker archive holds no artifacts.
    public func referrers(of subject: Digest) -> [Descriptor] { [] }

    /// Streams a part of the archive's file.
    public func stream(
        _ blob: Descriptor, from offset: Int64, restarted: () throws -> Void,
        receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard let extent = try extent(of: blob) else { throw ImageArchiveError.blob(members.file, blob.digest) }
        try extent.forEachChunk(from: offset, receive)
    }

    /// Where the blob lies in the archive's file.
    public func extent(of blob: Descriptor) throws -> BlobExtent? {
        guard let extent = images.lazy.compactMap({ $0.blobs[blob.digest] }).first else {
            throw ImageArchiveError.blob(members.file, blob.digest)
        }
        guard extent.size == blob.size else {
            throw LayoutError.size(blob.digest, expected: blob.size, actual: extent.size)
        }
        return extent
    }
}
