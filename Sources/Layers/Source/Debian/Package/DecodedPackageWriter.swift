import Archive
import OCI
import SystemPackage

/// Decodes a package once, and keeps what comes out: a zstd frame for each `PackagePart`, then the index, in which the
/// frames' digests stand, its length, and the SHA-256 of the index and its length.
struct DecodedPackageWriter: ~Copyable {
    private let output: DecodedOutput
    private let runs: [PackedRun]

    /// - Parameter contexts: what the frames are compressed with, kept for the next package.
    init(in directory: FilePath, reusing contexts: ZstdContexts) throws {
        let output = try DecodedOutput(in: directory)
        self.init(
            output, runs: try PackagePart.allCases.map { try PackedRun($0.rawValue, into: output, reusing: contexts) })
    }

    private init(_ output: DecodedOutput, runs: [PackedRun]) {
        self.output = output
        self.runs = runs
    }

    /// Writes the decoded form of a package.
    ///
    /// - Parameters:
    ///   - epoch: the latest time that an entry of the layer may bear.
    ///   - place: is asked when all was read, and says where the file goes, or throws to leave nothing.
    consuming func write(
        _ archive: DebArchive, of package: String, digest: Digest, members: [String: DebPackage.Member],
        merged: MergedPaths, epoch: Int64, to place: () throws -> FilePath
    ) throws {
        var entries: [PackageEntry] = []
        var reader = try archive.openData()
        while let raw = try reader.next() {
            let entry = try PackageEntry(raw, of: package)
            entries.append(entry)
            do {
                guard let tar = try entry.packed(merged, epoch: epoch) else { continue }
                try runs[PackagePart(tar).rawValue].append(tar) { receive in try reader.readData(receive: receive) }
            } catch let error as TarError {
                throw DebianComposeError.badPath(
                    package: package, path: entry.path?.description ?? "/", reason: "\(error)")
            }
        }
        for run in runs { try run.finish() }
        let (frames, path) = (output.finishFrames(), try place())
        try output.finish(
            index: DecodedPackage.index(
                of: digest, epoch: epoch, frames: frames, members: members, entries: entries),
            at: path)
    }
}

/// The file that is written, with the places of the frames' pieces in it.
private final class DecodedOutput {
    private var file: UnnamedFile?
    private let hashes = PackagePart.allCases.map { _ in PackedHash() }
    private var ranges = [[Range<Int64>]](repeating: [], count: PackagePart.allCases.count)
    private var size: Int64 = 0

    init(in directory: FilePath) throws(FileError) { file = try UnnamedFile(in: directory, hashes: false) }

    func write(_ bytes: UnsafeRawBufferPointer, of part: Int) throws {
        let start = size
        try file?.write(bytes)
        hashes[part].update(bytes)
        size += Int64(bytes.count)
        if let last = ranges[part].last, last.upperBound == start {
            ranges[part][ranges[part].count - 1] = last.lowerBound..<size
        } else {
            ranges[part].append(start..<size)
        }
    }

    /// The frames, when they are whole.
    func finishFrames() -> [DecodedPackage.Frame] {
        zip(ranges, hashes).map { DecodedPackage.Frame(ranges: $0, digest: $1.finish()) }
    }

    /// Ends the file. It is not synced: what a crash damages is seen by its digests, and made anew.
    func finish(index: [UInt8], at path: FilePath) throws {
        var length = PackageIndexWriter()
        length.put(index.count)
        guard var file = file.take() else { return }
        let end = index + length.bytes
        let digest = Digest(of: end)
        try file.write(end + Array(digest.hex.utf8))
        _ = try file.commit(as: digest, isSynced: false) { _ throws(FileError) in path }
    }
}

/// One frame in the making.
private final class PackedRun {
    private let frame: Frame
    private var writer: TarWriter

    init(_ part: Int, into output: DecodedOutput, reusing contexts: ZstdContexts) throws {
        let frame = try Frame(reusing: contexts) { try output.write($0, of: part) }
        self.frame = frame
        writer = TarWriter { try frame.write($0) }
    }

    func append(
        _ entry: TarEntry, _ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        try writer.append(entry) { sink in try content { try sink.write($0) } }
    }

    /// Ends the frame, but not the archive: others follow it in a layer. A run without entries has no frame.
    func finish() throws { if writer.size > 0 { try frame.finish() } }
}

private final class Frame {
    private var compressor: Compressor

    init(reusing contexts: ZstdContexts, _ output: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        compressor = try Compressor(DecodedPackage.compression, pledgedSize: nil, reusing: contexts, output: output)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try compressor.write(bytes) }

    func finish() throws { try compressor.finish() }
}
