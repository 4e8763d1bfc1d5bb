import Glibc
import SystemPackage

/// Writes one blob into a layout; dropped without ``commit(as:)``, it leaves nothing behind.
///
/// The bytes go to a file without a name (`O_TMPFILE`), so that not even `kill -9` leaves a half-written one; the name
/// is the digest, given after fsync.
public struct BlobWriter: ~Copyable {
    private let layout: ImageLayout
    private let file: OpenFile
    private var hasher = SHA256Hasher()
    private var size: Int64 = 0

    /// An empty blob.
    public init(in layout: ImageLayout) throws(LayoutError) {
        let file: OpenFile
        do { file = try BlobWriter.unnamedFile(in: layout.root.appending("blobs/sha256")) } catch { throw .file(error) }
        self.init(layout: layout, file: file)
    }

    private init(layout: ImageLayout, file: consuming OpenFile) {
        self.layout = layout
        self.file = file
    }

    /// The corresponding C function is `open` with `O_TMPFILE`.
    private static func unnamedFile(in directory: FilePath) throws(FileError) -> OpenFile {
        let descriptor = directory.withPlatformString {
            open($0, Int32(bitPattern: temporaryFileFlags) | O_RDWR | O_CLOEXEC, mode_t(0o644))
        }
        guard descriptor >= 0 else { throw .failed(.create, directory, Errno(rawValue: errno)) }
        let file = OpenFile(owning: FileDescriptor(rawValue: descriptor), path: directory)
        try file.setPermissions(0o644)
        return file
    }

    /// Adds bytes.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(LayoutError) {
        hasher.update(bytes)
        size += Int64(bytes.count)
        do { try file.write(bytes) } catch { throw .file(error) }
    }

    /// Adds bytes.
    public mutating func write(_ bytes: [UInt8]) throws(LayoutError) {
        hasher.update(bytes)
        size += Int64(bytes.count)
        do { try file.write(bytes) } catch { throw .file(error) }
    }

    /// Makes the blob visible under its digest, with all its bytes on the disk.
    public consuming func commit(as mediaType: MediaType) throws(LayoutError) -> Descriptor {
        let digest = hasher.finalize()
        do throws(FileError) {
            try file.sync()
            try BlobWriter.link(file, to: layout.path(of: digest))
        } catch { throw .file(error) }
        return Descriptor(mediaType: mediaType, digest: digest, size: size)
    }

    /// Names the file. A blob that already has the name may be damaged, so the new one takes its place.
    private static func link(_ file: borrowing OpenFile, to path: FilePath) throws(FileError) {
        let result = give(file, path)
        if result == .fileExists {
            let temporary = FilePath("\(path).\(getpid()).\(file.descriptor.rawValue).new")
            try? temporary.remove()
            let second = give(file, temporary)
            guard second == nil else { throw .failed(.link, temporary, second ?? .ioError) }
            try temporary.rename(to: path)
        } else if let result {
            throw .failed(.link, path, result)
        }
    }

    /// The corresponding C function is `linkat` on `/proc/self/fd`, as open(2) shows for `O_TMPFILE`.
    private static func give(_ file: borrowing OpenFile, _ path: FilePath) -> Errno? {
        let result = path.withPlatformString {
            linkat(AT_FDCWD, "/proc/self/fd/\(file.descriptor.rawValue)", AT_FDCWD, $0, AT_SYMLINK_FOLLOW)
        }
        return result == 0 ? nil : Errno(rawValue: errno)
    }
}

// <fcntl.h> defines O_TMPFILE by an expression that Swift does not import: __O_TMPFILE | O_DIRECTORY, the same on x86-64
// and arm64 but for O_DIRECTORY.
private let temporaryFileFlags = UInt32(0o20_000_000) | UInt32(bitPattern: O_DIRECTORY)
