import Archive
public import OCI
public import SystemPackage

/// An image layout in a tar archive as a place to read images from: `oci-archive:FILE`.
///
/// Nothing is unpacked: blobs are parts of the archive's file.
/// Source: OCI image-spec, image-layout.md; containers-transports(5), "oci-archive".
public struct LayoutArchiveSource: ImageSource {
    private let members: ArchiveMembers
    private let index: ImageIndex

    /// Reads the members' names and the index of an archive.
    ///
    /// - Throws: ``ImageArchiveError``.
    public init(_ file: FilePath) throws(ImageArchiveError) {
        members = try ArchiveMembers(of: file)
        guard try members.document("oci-layout") != nil else { throw .missing(file, "oci-layout") }
        guard let bytes = try members.document("index.json") else { throw .missing(file, "index.json") }
        do { index = try ImageIndex(JSON(parsing: bytes, limits: .large)) } catch {
            throw .document(file, "index.json", error)
        }
    }

    /// The image that the archive's index has under a selector.
    public func resolve(_ selector: ImageReference.Selector) throws -> Descriptor {
        let images = index.manifests.filter { $0.artifactType == nil }
        switch selector {
        case .digest(let digest):
            if let entry = index.manifests.first(where: { $0.digest == digest }) { return entry }
        case .tag(let name):
            if let entry = images.first(where: { $0.annotations[Annotation.refName] == name.description }) {
                return entry
            }
        case .only:
            let count = Set(images.map(\.digest)).count
            if count == 1 { return images[0] }
            if count > 1 { throw ImageArchiveError.ambiguous(members.file, count: count) }
        }
        throw ImageArchiveError.noImage(
            members.file, selector, known: images.compactMap { $0.annotations[Annotation.refName] })
    }

    /// The bytes of a document; whoever takes them checks them.
    public func document(_ descriptor: Descriptor) throws -> [UInt8] {
        _ = try extent(of: descriptor)
        guard let bytes = try members.document(LayoutArchive.path(of: descriptor.digest)) else {
            throw ImageArchiveError.blob(members.file, descriptor.digest)
        }
        return bytes
    }

    /// The artifacts that the archive's index lists about `subject`.
    public func referrers(of subject: Digest) throws -> [Descriptor] {
        try index.manifests.filter { entry in
            guard entry.artifactType != nil, entry.mediaType.isManifest else { return false }
            return try Manifest(JSON(parsing: document(entry))).subject?.digest == subject
        }
    }

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
        guard let extent = try members.extent(LayoutArchive.path(of: blob.digest)) else {
            throw ImageArchiveError.blob(members.file, blob.digest)
        }
        guard extent.size == blob.size else {
            throw LayoutError.size(blob.digest, expected: blob.size, actual: extent.size)
        }
        return extent
    }
}

/// The names of a layout's files in an archive.
enum LayoutArchive {
    static func path(of digest: Digest) -> String { "blobs/sha256/\(digest.hex)" }
}
