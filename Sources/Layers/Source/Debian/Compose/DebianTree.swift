import Archive
import OCI
import SystemPackage

/// A composed layer of packages: what the packages hold, and the rest.
struct DebianTree: Sendable {
    /// The entries that no package holds as they stand: directories, what scripts made or changed, what hides something
    /// below. Contents of staged files lie in the root until the layer is written.
    let entries: [LayerEntry]
    /// What the packages hold, in the order of their names.
    let packages: [LayerPart]

    /// The packages' files that `isKept` admits.
    static func parts(
        of packages: [DebPackage], _ layout: DebianLayout, epoch: Int64, where isKept: (TarPath) -> Bool
    ) throws -> [LayerPart] {
        var parts: [LayerPart] = []
        for (package, places) in zip(packages, layout.places) {
            for (packed, indices) in package.contents.parts {
                let kept = try zip(packed.entries, indices).map { entry, index -> TarEntry? in
                    guard let place = places[index], isKept(place) else { return nil }
                    return try entry.modified(min(package.contents.entries[index].modified, epoch))
                }
                parts.append(LayerPart(packed, keeping: kept))
            }
        }
        return parts
    }

    /// The whole layer, in the order in which it is written.
    func parts(epoch: Int64) throws -> [LayerPart] {
        [LayerPart(try LayerPlan(entries, epoch: epoch))] + packages
    }
}

extension TarEntry {
    fileprivate func modified(_ time: Int64) throws(TarError) -> TarEntry {
        if modified == time { return self }
        return try TarEntry(
            path: path, kind: kind, mode: mode, owner: owner, modified: time, attributes: attributes)
    }
}
