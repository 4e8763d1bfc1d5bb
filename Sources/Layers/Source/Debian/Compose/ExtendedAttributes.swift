import Archive
import CArchive
import Glibc
import SystemPackage

/// Reads the extended attributes of files on disk.
///
/// The corresponding C function is `archive_read_disk_entry_from_file` of libarchive, which hides the system's calls for
/// them; Swift's Glibc does not show `lgetxattr`.
final class ExtendedAttributes {
    private let disk: OpaquePointer

    init() {
        guard let disk = archive_read_disk_new() else { preconditionFailure("there is no memory for libarchive") }
        archive_read_disk_set_behavior(disk, ARCHIVE_READDISK_NO_ACL | ARCHIVE_READDISK_NO_FFLAGS)
        self.disk = disk
    }

    deinit { archive_read_free(disk) }

    /// What a program may do beyond its caller: the one attribute that packages mean to set. Others are the machine's.
    func capability(of file: FilePath) throws -> [TarAttribute] {
        guard let entry = archive_entry_new() else {
            throw DebianComposeError.tree(path: file.string, reason: "no memory")
        }
        defer { archive_entry_free(entry) }
        file.withPlatformString {
            archive_entry_copy_pathname(entry, $0)
            archive_entry_copy_sourcepath(entry, $0)
        }
        guard archive_read_disk_entry_from_file(disk, entry, -1, nil) == ARCHIVE_OK else {
            let reason = archive_error_string(disk).map { String(cString: $0) } ?? "libarchive gave no reason"
            throw DebianComposeError.tree(path: file.string, reason: reason)
        }
        archive_entry_xattr_reset(entry)
        var (name, value, size) = (UnsafePointer<CChar>?.none, UnsafeRawPointer?.none, 0)
        while archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK {
            if let name, strcmp(name, "security.capability") == 0 {
                let bytes = Array(UnsafeRawBufferPointer(start: value, count: size))
                return [TarAttribute("security.capability", bytes)]
            }
        }
        return []
    }
}
