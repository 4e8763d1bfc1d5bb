import Archive
public import OCI
import SystemPackage

/// A layer of an artifact that is a tar of files: its blob, and how to read it.
public struct ArtifactArchive: Hashable, Sendable {
    /// The blob.
    public let blob: Descriptor
    /// How the tar is compressed.
    let filter: ArchiveFilter

    /// The archive that a layer is; nil for a layer that is one file.
    ///
    /// Source: ModelPack model-spec, spec.md, "layers": `.raw`, `.tar`, `.tar+gzip`, `.tar+zstd`.
    init?(_ layer: Descriptor) {
        guard let filter = ArtifactArchive.filter(layer.mediaType) else { return nil }
        blob = Descriptor(mediaType: layer.mediaType, digest: layer.digest, size: layer.size)
        self.filter = filter
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["mediaType", "digest", "size"])
        let descriptor = try Descriptor(field)
        guard let archive = ArtifactArchive(descriptor) else {
            throw try object.required("mediaType").invalid("'\(descriptor.mediaType)' is no archive")
        }
        self = archive
    }

    var json: JSON { blob.json }

    private static func filter(_ type: MediaType) -> ArchiveFilter? {
        let text = type.description
        if text.hasSuffix(".tar") { return ArchiveFilter.none }
        if text.hasSuffix(".tar+gzip") || text.hasSuffix(".tar.gzip") { return .gzip }
        if text.hasSuffix(".tar+zstd") { return .zstd }
        return nil
    }

    /// Puts files of the archive into the cache, each under its own digest, in one pass.
    ///
    /// Directories are passed over; links and devices make no part of a model.
    /// - Parameter isWanted: Whether a file is taken, by its path in the archive.
    /// - Returns: What was taken.
    /// - Throws: ``ArtifactError`` for what is no file and for a path that stands twice; `ArchiveError`, `TarError`.
    func unpack(
        _ file: FilePath, into cache: InputCache, isWanted: (TarPath) -> Bool
    ) throws -> [(path: TarPath, size: Int64, digest: Digest)] {
        let stream = ArchiveStream(try ArchiveReader(file, filters: [filter]))
        var seen: Set<TarPath> = []
        var taken: [(path: TarPath, size: Int64, digest: Digest)] = []
        while let entry = try stream.next() {
            guard let path = try entry.relativePath() else { continue }
            switch entry.kind {
            case .directory: continue
            case .file(let size):
                guard seen.insert(path).inserted else { throw ArtifactError.twice(blob.digest, path) }
                guard isWanted(path) else { continue }
                let digest = try cache.take { write in try stream.readData(receive: write) }
                taken.append((path, size, digest))
            default: throw ArtifactError.notAFile(blob.digest, path)
            }
        }
        return taken
    }
}

/// An archive's reader that closures can share.
private final class ArchiveStream {
    private var reader: ArchiveReader

    init(_ reader: consuming ArchiveReader) { self.reader = reader }

    func next() throws(ArchiveError) -> ArchiveEntry? { try reader.next() }

    func readData(receive: (UnsafeRawBufferPointer) throws -> Void) throws { try reader.readData(receive: receive) }
}
