import Archive
import Glibc
import OCI
import SystemPackage

/// Decoded packages by the digest of their files, so that composing a base again decodes no xz.
///
/// What lies here is believed only if nobody but this user or root can have written it and its bytes hash to what stands at
/// its end; else it is made anew. The directory may be removed at any time.
struct DecodedPackages: Sendable {
    private let directory: FilePath
    private let architecture: DebianArchitecture
    private let merged: MergedPaths
    private let contexts = ZstdContexts()

    /// The packages kept in `root`, for layers of one architecture. Another version of the format or of the compressor
    /// has another directory.
    init(creatingAt root: FilePath, architecture: DebianArchitecture) throws(FileError) {
        self.architecture = architecture
        merged = MergedPaths(architecture)
        let compressor = DecodedPackage.compression.compressor ?? "none"
        let version = compressor.map { $0 == " " ? "-" : $0 }
        directory = root.appending("\(Self.version)-\(String(version))-\(architecture)")
        try directory.createDirectories()
    }

    /// Grows with the form of the files, and with what is done to entries before they are packed.
    private static let version = 1
    /// The most bytes that an index may have.
    private static let indexLimit: Int64 = 512 << 20
    private static let trailer: Int64 = 8 + 64

    /// A package that was decoded before and may be believed; nil for others.
    func find(_ digest: Digest) -> DecodedPackage? { try? kept(digest) }

    /// A package, decoded now or before.
    ///
    /// - Parameter file: the package's file, whose digest is checked before it is decoded.
    func package(_ locked: DebianLock.Package, file: FilePath) throws -> DebPackage {
        if let kept = find(locked.digest) {
            return try DebPackage(locked, decoded: kept, native: architecture)
        }
        try decode(locked, file: file)
        return try DebPackage(locked, decoded: kept(locked.digest, isOurs: true), native: architecture)
    }

    private func path(of digest: Digest) -> FilePath { directory.appending(digest.hex) }

    /// A package that lies here; one that this very call decoded was hashed while it was written.
    private func kept(_ digest: Digest, isOurs: Bool = false) throws -> DecodedPackage {
        let path = path(of: digest)
        let file = try OpenFile(regular: path)
        let status = try file.status()
        guard status.uid == geteuid() || status.uid == 0, status.permissions & 0o022 == 0 else {
            throw DecodedPackageFault.owner
        }
        let end = status.size - Self.trailer
        guard end >= 0 else { throw DecodedPackageFault.digest }
        if !isOurs { try check(file, size: status.size) }
        var length = PackageIndexReader(try bytes(of: file, at: end, count: 8))
        let size: Int64 = try length.number()
        guard (0...min(end, Self.indexLimit)).contains(size) else { throw DecodedPackageFault.index }
        return try DecodedPackage(
            index: bytes(of: file, at: end - size, count: Int(size)), of: digest, in: path, size: end - size,
            merged: merged)
    }

    /// The last 64 bytes are the digest of all others.
    private func check(_ file: borrowing OpenFile, size: Int64) throws {
        var hasher = SHA256Hasher()
        var left = size - 64
        try file.forEachChunk { chunk in
            let count = min(chunk.count, Int(clamping: left))
            hasher.update(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            left -= Int64(count)
        }
        let expected = try bytes(of: file, at: size - 64, count: 64)
        guard left == 0, expected.elementsEqual(hasher.finalize().hex.utf8) else { throw DecodedPackageFault.digest }
    }

    private func decode(_ locked: DebianLock.Package, file: FilePath) throws {
        let actual = try Digest(ofFile: file)
        guard actual == locked.digest else {
            throw DebianComposeError.wrongFile(
                package: locked.name.text, file, expected: locked.digest, actual: actual)
        }
        let archive = try DebArchive(file)
        try DecodedPackageWriter(in: directory, reusing: contexts).write(
            archive, of: locked.name.text, digest: locked.digest,
            members: DebPackage.members(of: archive, package: locked.name.text), merged: merged,
            to: path(of: locked.digest))
    }

    private func bytes(of file: borrowing OpenFile, at offset: Int64, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = try bytes.withUnsafeMutableBytes { buffer in
                try file.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: offset + Int64(filled))
            }
            guard read > 0 else { throw DecodedPackageFault.digest }
            filled += read
        }
        return bytes
    }
}
