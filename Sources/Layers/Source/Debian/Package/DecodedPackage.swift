import Archive
import OCI
import SystemPackage

/// A package's control members and files, out of their xz: what unpacking it costs most is done.
struct DecodedPackage: Sendable {
    /// The members of `control.tar` by name.
    let members: [String: DebPackage.Member]
    /// The entries of `data.tar`, in its order, with the times that they have there.
    let entries: [PackageEntry]
    /// The runs that hold them, by `PackagePart`, with the times of a layer of the epoch that they were packed for, and for each
    /// of its entries the index in `entries`.
    let parts: [(packed: PackedEntries, indices: [Int])]

    /// Where the frame of a run lies in the file, piece by piece, and what it hashes to.
    struct Frame: Sendable {
        var ranges: [Range<Int64>] = []
        let digest: Digest
    }

    init(
        members: [String: DebPackage.Member], entries: [PackageEntry], epoch: Int64, frames: [Frame],
        in file: FilePath, merged: MergedPaths
    ) throws {
        self.members = members
        self.entries = entries
        var packed = [[(TarEntry, Int)]](repeating: [], count: PackagePart.allCases.count)
        for (index, entry) in entries.enumerated() {
            guard let tar = try entry.packed(merged, epoch: epoch) else { continue }
            packed[PackagePart(tar).rawValue].append((tar, index))
        }
        parts = zip(packed, frames).map { run, frame in
            let packed = PackedEntries(
                run.map(\.0), in: file, at: frame.ranges, digest: frame.digest, compression: Self.compression)
            return (packed, run.map(\.1))
        }
    }

    /// What layers are compressed with unless a recipe says otherwise: their frames are then taken as they lie.
    static let compression = Compression.zstd
}
