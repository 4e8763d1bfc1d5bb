internal import CArchive
internal import Glibc
public import SystemPackage

/// Reads the capabilities of programs on disk: the one extended attribute that packages mean to set.
///
/// The corresponding C function is `archive_read_disk_entry_from_file` of libarchive, which hides the system's calls for
/// attributes; Swift's Glibc does not show `lgetxattr`.
public final class FileCapabilities {
    private let disk: OpaquePointer

    /// A reader.
    ///
    /// - Throws: ``ArchiveError/system(_:_:)`` without memory.
    public init() throws(ArchiveError) {
        guard let disk = archive_read_disk_new() else { throw .system("", .noMemory) }
        archive_read_disk_set_behavior(disk, ARCHIVE_READDISK_NO_ACL | ARCHIVE_READDISK_NO_FFLAGS)
        self.disk = disk
    }

    deinit { archive_read_free(disk) }

    /// The attribute `security.capability` of a file, as tar holds it; empty where it has none. Others are the machine's.
    public func attributes(of file: FilePath) throws(ArchiveError) -> [TarAttribute] {
        guard let entry = archive_entry_new() else { throw .system(file, .noMemory) }
        defer { archive_entry_free(entry) }
        file.withPlatformString {
            archive_entry_copy_pathname(entry, $0)
            archive_entry_copy_sourcepath(entry, $0)
        }
        let status = archive_read_disk_entry_from_file(disk, entry, -1, nil)
        guard status == ARCHIVE_OK else {
            let message = archive_error_string(disk).map { String(cString: $0) } ?? "libarchive gave no reason"
            throw .refused(file, .header, status: status, message: message)
        }
        archive_entry_xattr_reset(entry)
        var (name, value, size) = (UnsafePointer<CChar>?.none, UnsafeRawPointer?.none, 0)
        while archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK {
            if let name, strcmp(name, "security.capability") == 0 {
                return [TarAttribute("security.capability", Array(UnsafeRawBufferPointer(start: value, count: size)))]
            }
        }
        return []
    }
}
