import Archive
import OCI

/// What a layer says of the layers below it.
enum LowerEntries {
    /// The entries that hide what is below and no more there; of a directory that is gone, the directory alone.
    ///
    /// Source: OCI image-spec, layer.md, "Whiteouts".
    static func whiteouts(
        of below: DebianBelow, missing present: Set<TarPath>, directories: Set<TarPath>, epoch: Int64
    ) throws(TarError) -> [LayerEntry] {
        var entries: [LayerEntry] = []
        for path in below.entries.keys where !present.contains(path) {
            // Below what is gone, or is no directory any more, nothing is to be hidden.
            if let parent = path.parent, !directories.contains(parent) { continue }
            let name = try TarPath(DebianBelow.whiteoutPrefix + path.name)
            var place = name
            if let parent = path.parent { place = try parent.appending(name) }
            entries.append(
                LayerEntry(try TarEntry(path: place, kind: .file(size: 0), mode: 0o644, modified: epoch)))
        }
        return entries
    }

    /// Adds the directories of the layers below that something of this layer lies in, as they are there: else they would
    /// get owners and modes that nobody gave them.
    static func addingAncestors(
        to entries: [LayerEntry], kept: some Sequence<TarPath>, from below: DebianBelow
    ) -> [LayerEntry] {
        let own = Set(entries.map(\.tar.path))
        var added: Set<TarPath> = []
        for path in entries.map(\.tar.path) + Array(kept) {
            var ancestor = path.parent
            while let directory = ancestor, !own.contains(directory), added.insert(directory).inserted {
                ancestor = directory.parent
            }
        }
        return entries + added.sorted().compactMap { below.entries[$0].map { LayerEntry($0) } }
    }
}
