internal import CArchive
internal import Glibc

extension ArchiveError {
    /// A fault of an entry, before the file is named.
    struct Refusal: Error {
        let path: [UInt8]
        let fault: EntryFault
    }
}

extension ArchiveEntry {
    /// Copies an entry out of libarchive's own. To be called in a UTF-8 locale.
    init(_ entry: OpaquePointer) throws(ArchiveError.Refusal) {
        guard let path = Self.bytes(archive_entry_pathname(entry)), !path.isEmpty, path.count <= TarPath.maximumLength
        else { throw ArchiveError.Refusal(path: [], fault: .path) }
        func refusal(_ fault: ArchiveError.EntryFault) -> ArchiveError.Refusal { .init(path: path, fault: fault) }

        guard let user = UInt32(exactly: archive_entry_uid(entry)),
            let group = UInt32(exactly: archive_entry_gid(entry))
        else { throw refusal(.owner) }
        guard archive_entry_sparse_count(entry) == 0 else { throw refusal(.sparse) }

        let size = archive_entry_size(entry)
        let type = archive_entry_filetype(entry)
        if let target = Self.bytes(archive_entry_hardlink(entry)) {
            kind = .hardLink(target: target)
        } else {
            switch type & S_IFMT {
            case S_IFREG:
                guard archive_entry_size_is_set(entry) != 0, size >= 0 else { throw refusal(.size) }
                kind = .file(size: size)
            case S_IFDIR: kind = .directory
            case S_IFLNK: kind = .symbolicLink(target: Self.bytes(archive_entry_symlink(entry)) ?? [])
            case S_IFIFO: kind = .fifo
            case S_IFCHR, S_IFBLK:
                guard let major = UInt32(exactly: archive_entry_rdevmajor(entry)),
                    let minor = UInt32(exactly: archive_entry_rdevminor(entry))
                else { throw refusal(.device) }
                kind =
                    type & S_IFMT == S_IFCHR
                    ? .characterDevice(major: major, minor: minor) : .blockDevice(major: major, minor: minor)
            default: throw refusal(.type(type))
            }
        }
        if case .file = kind {} else if archive_entry_size_is_set(entry) != 0, size != 0 { throw refusal(.size) }

        self.path = path
        mode = UInt16(archive_entry_perm(entry) & 0o7777)
        owner = TarOwner(user: user, group: group)
        userName = Self.bytes(archive_entry_uname(entry)).flatMap { $0.isEmpty ? nil : $0 }
        groupName = Self.bytes(archive_entry_gname(entry)).flatMap { $0.isEmpty ? nil : $0 }
        modified = Int64(archive_entry_mtime(entry))
        attributes = Self.attributes(of: entry)
    }

    private static func attributes(of entry: OpaquePointer) -> [TarAttribute] {
        var attributes: [TarAttribute] = []
        archive_entry_xattr_reset(entry)
        while true {
            var (name, value, size) = (UnsafePointer<CChar>?.none, UnsafeRawPointer?.none, 0)
            guard archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK, let name = bytes(name) else {
                break
            }
            attributes.append(
                TarAttribute(name: name, value: [UInt8](UnsafeRawBufferPointer(start: value, count: size))))
        }
        return attributes
    }

    private static func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8]? {
        text.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }
}
