import Archive
import Glibc
import SystemPackage

/// A directory that an image is unpacked in.
///
/// Every step starts at the open root and goes down one component at a time, following no link: whatever links a layer
/// plants, nothing is made, changed or removed outside. The corresponding C functions are `openat` with `O_NOFOLLOW` and
/// its kin.
struct ImageTree {
    /// The owner of an open directory of the tree. A class, because a place and the tree's cache share it.
    final class Directory {
        let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }
    }

    /// Where something stands or will stand: an open directory and a name in it.
    struct Place {
        let directory: Directory
        let name: EntryName
    }

    /// Why a step cannot be made.
    enum Fault: Error, Equatable {
        case parent(TarPath)
        case system(Errno)
        /// There is nothing that could be meant.
        case nothing
    }

    /// Whether owners can be given.
    let isPrivileged = geteuid() == 0
    private let root: Directory
    private var cached: (path: TarPath, directory: Directory)?
    /// What the layer at work has made: whiteouts hide what lies below the layer, never its own entries.
    private(set) var made: Set<TarPath> = []

    init(_ path: FilePath) throws(Errno) {
        let descriptor = path.withPlatformString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        root = Directory(descriptor)
    }

    /// Forgets the directory that was open last: after a removal it may be another one.
    mutating func forget() { cached = nil }

    /// Notes that the layer at work made something.
    mutating func note(_ path: TarPath) { made.insert(path) }

    /// The place of `path`; directories above it that are missing are made, if asked.
    mutating func place(of path: TarPath, making: Bool = false) throws(Fault) -> Place {
        let name = EntryName(path.name)
        guard let parent = path.parent else { return Place(directory: root, name: name) }
        if let cached, cached.path == parent { return Place(directory: cached.directory, name: name) }
        let directory = try open(parent, making: making)
        cached = (parent, directory)
        return Place(directory: directory, name: name)
    }

    private mutating func open(_ path: TarPath, making: Bool) throws(Fault) -> Directory {
        var directory = root
        var reached: [UInt8] = []
        for component in path.components {
            reached += (reached.isEmpty ? [] : [UInt8(ascii: "/")]) + component
            let name = EntryName(component)
            var next = ImageTree.openDirectory(directory.descriptor, name)
            if next < 0, errno == ENOENT, making {
                guard name({ mkdirat(directory.descriptor, $0, 0o755) }) == 0 else { throw .last }
                _ = name { fchmodat(directory.descriptor, $0, 0o755, 0) }
                if let path = try? TarPath(reached) { made.insert(path) }
                next = ImageTree.openDirectory(directory.descriptor, name)
            }
            if next < 0 {
                let reason = Errno(rawValue: errno)
                let isInTheWay = [.notDirectory, .tooManySymbolicLinkLevels].contains(reason)
                if isInTheWay, let path = try? TarPath(reached) { throw .parent(path) }
                throw .system(reason)
            }
            directory = Directory(next)
        }
        return directory
    }

    private static func openDirectory(_ parent: Int32, _ name: EntryName) -> Int32 {
        name { openat(parent, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    }

    /// The type bits of what stands under a name; nil for nothing.
    static func type(_ place: Place) -> mode_t? { type(place.directory.descriptor, place.name) }

    private static func type(_ parent: Int32, _ name: EntryName) -> mode_t? {
        var status = stat()
        return name { fstatat(parent, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0 ? status.st_mode & S_IFMT : nil
    }

    /// Removes what stands under a name and all below it, but for the paths that `spared` holds.
    static func remove(_ place: Place, _ path: TarPath, sparing spared: Set<TarPath>) {
        remove(place.directory.descriptor, place.name, path, sparing: spared)
    }

    private static func remove(_ parent: Int32, _ name: EntryName, _ path: TarPath, sparing spared: Set<TarPath>) {
        if type(parent, name) == S_IFDIR {
            empty(parent, name, path, sparing: spared)
            // A directory that still holds what was spared stays.
            if !spared.contains(path) { _ = name { unlinkat(parent, $0, AT_REMOVEDIR) } }
        } else if !spared.contains(path) {
            _ = name { unlinkat(parent, $0, 0) }
        }
    }

    /// Removes all in a directory, but for the paths that `spared` holds.
    static func empty(_ directory: Directory, _ path: TarPath, sparing spared: Set<TarPath>) {
        empty(directory.descriptor, EntryName([UInt8(ascii: ".")]), path, sparing: spared)
    }

    private static func empty(_ parent: Int32, _ name: EntryName, _ path: TarPath, sparing spared: Set<TarPath>) {
        let descriptor = openDirectory(parent, name)
        guard descriptor >= 0, let stream = fdopendir(descriptor) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let child = withUnsafeBytes(of: &entry.pointee.d_name) { raw in Array(raw.prefix { $0 != 0 }) }
            // What is no component are `.` and `..`.
            guard let below = try? path.appending(TarPath(child)) else { continue }
            remove(descriptor, EntryName(child), below, sparing: spared)
        }
    }
}

extension ImageTree.Fault {
    /// The system's last error.
    static var last: ImageTree.Fault { .system(Errno(rawValue: errno)) }
}
