import Archive
import Glibc
import SystemPackage

extension ImageTree {
    /// Makes a directory, or takes one that is there over.
    func makeDirectory(_ place: Place, _ entry: ArchiveEntry) throws(Fault) {
        if ImageTree.type(place) != S_IFDIR {
            guard place.name({ mkdirat(place.directory.descriptor, $0, 0o700) }) == 0 else { throw .last }
        }
        try setOwner(place, entry)
        // Without privileges a directory that its owner may not enter could not be filled.
        let mode = mode_t(entry.mode) | (isPrivileged ? 0 : 0o700)
        guard place.name({ fchmodat(place.directory.descriptor, $0, mode, 0) }) == 0 else { throw .last }
    }

    /// Makes an empty file for writing; nobody else may open it yet.
    func createFile(_ place: Place) throws(Fault) -> FileDescriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let raw = place.name { openat(place.directory.descriptor, $0, flags, mode_t(0o600)) }
        guard raw >= 0 else { throw .last }
        return FileDescriptor(rawValue: raw)
    }

    /// Gives a file that is written its owner, mode and time.
    func finishFile(_ file: FileDescriptor, _ entry: ArchiveEntry) throws(Fault) {
        // The owner first: giving a file away clears its set-id bits.
        if isPrivileged, fchown(file.rawValue, entry.owner.user, entry.owner.group) != 0 { throw .last }
        let mode = mode_t(entry.mode) & (isPrivileged ? 0o7777 : 0o777)
        guard fchmod(file.rawValue, mode) == 0 else { throw .last }
        // Python compares the times of its sources with those in its caches.
        let time = timespec(tv_sec: Int(entry.modified), tv_nsec: 0)
        guard futimens(file.rawValue, [time, time]) == 0 else { throw .last }
    }

    /// Makes a symbolic link. Where it leads is no matter: nothing here follows it.
    func makeLink(_ place: Place, _ entry: ArchiveEntry, to target: [UInt8]) throws(Fault) {
        let made = EntryName(target)({ target in place.name { symlinkat(target, place.directory.descriptor, $0) } })
        guard made == 0 else { throw .last }
        try setOwner(place, entry)
    }

    /// Makes a FIFO.
    func makeFIFO(_ place: Place, _ entry: ArchiveEntry) throws(Fault) {
        guard place.name({ mkfifoat(place.directory.descriptor, $0, mode_t(entry.mode) & 0o777) }) == 0 else {
            throw .last
        }
        try setOwner(place, entry)
    }

    private func setOwner(_ place: Place, _ entry: ArchiveEntry) throws(Fault) {
        guard isPrivileged else { return }
        let done = place.name {
            fchownat(place.directory.descriptor, $0, entry.owner.user, entry.owner.group, AT_SYMLINK_NOFOLLOW)
        }
        guard done == 0 else { throw .last }
    }
}
