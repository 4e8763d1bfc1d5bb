import Archive
import OCI

extension LayerPlan {
    /// A file system's block: what a smaller file takes is not saved by a link.
    static let smallestLinked: Int64 = 4096

    /// The plan with each file of 4 KiB or more that equals one before it, in content and in all that is said of it, as a hard
    /// link to that one: the bytes are in the layer once, and on disk and in memory once where it is used.
    ///
    /// - Throws: ``ComposeError/tar(_:)``.
    func linkingEqualFiles() throws(ComposeError) -> LayerPlan {
        var first: [Likeness: TarPath] = [:]
        var linked: [LayerEntry] = []
        linked.reserveCapacity(entries.count)
        for entry in entries {
            guard let likeness = Likeness(entry) else {
                linked.append(entry)
                continue
            }
            if let target = first[likeness] {
                do {
                    linked.append(
                        LayerEntry(
                            try TarEntry(
                                path: entry.tar.path, kind: .hardLink(target), mode: entry.tar.mode,
                                owner: entry.tar.owner, modified: entry.tar.modified)))
                } catch { throw .tar(error) }
            } else {
                first[likeness] = entry.tar.path
                linked.append(entry)
            }
        }
        return LayerPlan(ordered: linked)
    }

    /// What two names of one file share.
    private struct Likeness: Hashable {
        let digest: Digest
        let size: Int64
        let mode: UInt16
        let owner: TarOwner
        let modified: Int64
        let attributes: [TarAttribute]

        /// Nil for what is not linked.
        init?(_ entry: LayerEntry) {
            guard case .file(let size) = entry.tar.kind, size >= LayerPlan.smallestLinked, let digest = entry.digest
            else { return nil }
            self.digest = digest
            self.size = size
            mode = entry.tar.mode
            owner = entry.tar.owner
            modified = entry.tar.modified
            attributes = entry.tar.attributes
        }
    }
}
