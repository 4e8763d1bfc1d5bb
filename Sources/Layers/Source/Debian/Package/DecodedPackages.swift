import Archive
import Glibc
import OCI
import Synchronization
import SystemPackage

/// Decoded packages by the digest of their files, so that composing a base again decodes no xz.
///
/// What lies here is believed only if nobody but this user or root can have written it and its index hashes to what stands
/// at its end; the frames are checked by the digests in the index, in the same pass in which they are read
/// (`PackedEntries.stream`). What does not hold is made anew. The directory may be removed at any time.
///
/// Entries are packed with the times of a layer of the epoch at hand, so that its frames can be taken as they lie. A layer of
/// another epoch, where it has other times, takes the contents out of them and packs them again.
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
    private static let version = 2
    /// The most bytes that an index may have.
    private static let indexLimit: Int64 = 512 << 20
    private static let trailer: Int64 = 8 + 64

    /// A package that was decoded before and whose index may be believed; nil for others.
    func find(_ digest: Digest) -> DecodedPackage? { try? kept(digest) }

    /// Takes out what is not whole of these packages, frames included: it is then decoded anew.
    func discardDamaged(of digests: [Digest]) throws(FileError) {
        for digest in digests {
            if let kept = find(digest), kept.parts.allSatisfy(\.packed.isIntact) { continue }
            let path = path(of: digest)
            if try path.status() != nil { try path.remove() }
        }
    }

    /// A package that was decoded before; nil for others.
    func package(_ locked: DebianLock.Package) throws -> DebPackage? {
        try find(locked.digest).map { try DebPackage(locked, decoded: $0, native: architecture) }
    }

    /// A package, decoded now.
    ///
    /// - Parameters:
    ///   - file: the package's file, which is checked in the pass in which it is decoded.
    ///   - epoch: the latest time that an entry of the layer may bear.
    func package(_ locked: DebianLock.Package, decoding file: FilePath, epoch: Int64) throws -> DebPackage {
        try decode(locked, file: file, epoch: epoch)
        return try DebPackage(locked, decoded: kept(locked.digest), native: architecture)
    }

    private func path(of digest: Digest) -> FilePath { directory.appending(digest.hex) }

    private func kept(_ digest: Digest) throws -> DecodedPackage {
        let path = path(of: digest)
        let file = try OpenFile(regular: path)
        let status = try file.status()
        guard status.uid == geteuid() || status.uid == 0, status.permissions & 0o022 == 0 else {
            throw DecodedPackageFault.owner
        }
        let end = status.size - Self.trailer
        guard end >= 0 else { throw DecodedPackageFault.digest }
        let trailer = try bytes(of: file, at: end, count: Int(Self.trailer))
        var length = PackageIndexReader(Array(trailer.prefix(8)))
        let size: Int64 = try length.number()
        guard (0...min(end, Self.indexLimit)).contains(size) else { throw DecodedPackageFault.index }
        let index = try bytes(of: file, at: end - size, count: Int(size))
        guard trailer.dropFirst(8).elementsEqual(Digest(of: index + trailer.prefix(8)).hex.utf8) else {
            throw DecodedPackageFault.digest
        }
        return try DecodedPackage(index: index, of: digest, in: path, size: end - size, merged: merged)
    }

    private func decode(_ locked: DebianLock.Package, file: FilePath, epoch: Int64) throws {
        let name = locked.name.text
        let hash = FileHash()
        do {
            let archive = try DebArchive(file) { hash.update($0) }
            let members = try DebPackage.members(of: archive, package: name)
            let writer = try DecodedPackageWriter(in: directory, reusing: contexts)
            try writer.write(
                archive, of: name, digest: locked.digest, members: members, merged: merged, epoch: epoch
            ) {
                let isAsShown = try archive.finishObservation()
                let actual = hash.finish()
                guard isAsShown, actual == locked.digest else {
                    throw DebianComposeError.wrongFile(package: name, file, expected: locked.digest, actual: actual)
                }
                return path(of: locked.digest)
            }
        } catch {
            // What another file led to is not the fault.
            let actual = try Digest(ofFile: file)
            guard actual == locked.digest else {
                throw DebianComposeError.wrongFile(package: name, file, expected: locked.digest, actual: actual)
            }
            throw error
        }
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

/// The hash of a file that is read elsewhere.
private final class FileHash: Sendable {
    /// libcrypto's objects may move between threads as long as one at a time uses them (openssl-threads(7)); the lock sees
    /// to that.
    private struct State: ~Copyable, @unchecked Sendable { var hasher = StreamHasher() }

    private let state = Mutex(State())

    func update(_ bytes: UnsafeRawBufferPointer) { state.withLock { $0.hasher.update(bytes) } }

    func finish() -> Digest { state.withLock { $0.hasher.finish() } }
}
