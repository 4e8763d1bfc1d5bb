import Archive
import OCI
import SystemPackage

/// A package's control members and files, out of their xz: what unpacking it costs most is done.
struct DecodedPackage: Sendable {
    /// The members of `control.tar` by name.
    let members: [String: DebPackage.Member]
    /// The entries of `data.tar`, in its order.
    let entries: [PackageEntry]
    /// The runs that hold them, by `PackagePart`, and for each of its entries the index in `entries`.
    let parts: [(packed: PackedEntries, indices: [Int])]

    init(
        members: [String: DebPackage.Member], entries: [PackageEntry], ranges: [[Range<Int64>]], in file: FilePath,
        merged: MergedPaths
    ) throws {
        self.members = members
        self.entries = entries
        var packed = [[(TarEntry, Int)]](repeating: [], count: PackagePart.allCases.count)
        for (index, entry) in entries.enumerated() {
            guard let tar = try entry.packed(merged) else { continue }
            packed[PackagePart(tar).rawValue].append((tar, index))
        }
        parts = zip(packed, ranges).map { run, ranges in
            (PackedEntries(run.map(\.0), in: file, at: ranges, compression: Self.compression), run.map(\.1))
        }
    }

    /// What layers are compressed with unless a recipe says otherwise: their frames are then taken as they lie.
    static let compression = Compression.zstd
}
