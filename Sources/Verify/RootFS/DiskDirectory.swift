import Glibc
import OCI
import SystemPackage

/// A directory below a root on disk, reached name by name and through no link.
///
/// The corresponding C functions are `openat` with `O_NOFOLLOW`, `fdopendir` and `readdir`.
struct DiskDirectory: ~Copyable {
    private let descriptor: Int32
    /// The place below the root, for messages.
    private let place: FilePath

    /// The most names that one directory may hold.
    static let longest = 1_000_000

    /// Opens the root, itself through links, since the caller names it.
    init(root: FilePath) throws(FileError) {
        descriptor = root.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        place = root
        guard descriptor >= 0 else { throw .failed(.open, root, Errno(rawValue: errno)) }
    }

    private init(owning descriptor: Int32, place: FilePath) {
        self.descriptor = descriptor
        self.place = place
    }

    deinit { close(descriptor) }

    /// The directory at a path below this one; nil where something else stands there meanwhile.
    ///
    /// One descriptor at a time is held beside this one, however deep the path is.
    func directory(at path: EntryPath) throws(FileError) -> DiskDirectory? {
        guard var here = try child([UInt8(ascii: ".")]) else { return nil }
        for component in path.bytes.split(separator: UInt8(ascii: "/")) {
            guard let next = try here.child(Array(component)) else { return nil }
            here = next
        }
        return here
    }

    private func child(_ name: [UInt8]) throws(FileError) -> DiskDirectory? {
        let opened = withName(name) { openat(descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        let place = place.appending(String(decoding: name, as: UTF8.self))
        guard opened >= 0 else {
            if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
            throw .failed(.open, place, Errno(rawValue: errno))
        }
        return DiskDirectory(owning: opened, place: place)
    }

    /// The names in it, `.` and `..` aside, in no order.
    ///
    /// - Throws: ``FileError`` where they cannot be read, or are more than ``longest``.
    func names() throws(FileError) -> [[UInt8]] {
        let again = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard again >= 0 else { throw .failed(.list, place, Errno(rawValue: errno)) }
        guard let stream = fdopendir(again) else {
            close(again)
            throw .failed(.list, place, Errno(rawValue: errno))
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
                }
            }
            if name.elementsEqual([UInt8(ascii: ".")]) || name.elementsEqual(Array("..".utf8)) { continue }
            guard names.count < DiskDirectory.longest else {
                throw .tooLarge(place, limit: DiskDirectory.longest)
            }
            names.append(name)
        }
        guard errno == 0 else { throw .failed(.list, place, Errno(rawValue: errno)) }
        return names
    }

    /// What stands at a name, not followed; nil for nothing.
    func entry(_ name: [UInt8]) throws(FileError) -> DiskEntry? {
        let opened = withName(name) { openat(descriptor, $0, DiskEntry.pathOnly | O_NOFOLLOW | O_CLOEXEC) }
        let place = place.appending(String(decoding: name, as: UTF8.self))
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw .failed(.inspect, place, Errno(rawValue: errno))
        }
        return try DiskEntry(owning: opened, in: descriptor, name: name, place: place)
    }

    private func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        DiskEntry.withName(name, body)
    }
}
