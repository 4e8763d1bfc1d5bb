import Archive
import OCI
import SystemPackage

/// The members of an archive that is read: documents as a whole, blobs as parts of the file.
struct ArchiveMembers: Sendable {
    let file: FilePath
    private let index: TarIndex

    init(of file: FilePath) throws(ImageArchiveError) {
        self.file = file
        do { index = try TarIndex(file) } catch { throw .tar(error) }
    }

    /// Where a member's bytes lie, links followed; nil for no such file.
    func extent(_ name: String) throws(ImageArchiveError) -> BlobExtent? {
        let path: TarPath
        do { path = try TarPath(name) } catch { throw .name(file, name) }
        return index.file(path).map { BlobExtent(file: file, offset: $0.offset, size: $0.size) }
    }

    /// A small member as a whole; nil for no such file.
    func document(_ name: String) throws(ImageArchiveError) -> [UInt8]? {
        guard let extent = try extent(name) else { return nil }
        guard extent.size <= Int64(JSONLimits.large.bytes) else { throw .tooLarge(file, name, extent.size) }
        var bytes: [UInt8] = []
        do { try extent.forEachChunk { bytes.append(contentsOf: $0) } } catch { throw .read(file, "\(error)") }
        return bytes
    }
}
