import Archive
import OCI

/// A layer of packages without their scripts, in the form of distroless images: for each package its control paragraph as
/// `/var/lib/dpkg/status.d/NAME`, and its sums as `NAME.md5sums`. There is nothing in it that scripts would have made, and
/// no database that dpkg could work with.
struct DistrolessTree {
    let packages: [DebPackage]
    let layout: DebianLayout
    let below: DebianBelow
    let epoch: Int64

    func tree() throws -> DebianTree {
        for package in packages where package.scripts != package.locked.skippedScripts {
            throw DebianComposeError.otherScripts(
                package: package.locked.name.text, locked: package.locked.skippedScripts, actual: package.scripts)
        }
        var entries = try skeleton()
        for package in packages { entries += try records(of: package) }
        let kept = layout.places.joined().compactMap(\.self)
        entries = try addingDirectories(to: LowerEntries.addingAncestors(to: entries, kept: kept, from: below), kept)
        return DebianTree(
            entries: entries, packages: try DebianTree.parts(of: packages, layout, epoch: epoch) { _ in true })
    }

    /// The directories, and the links of a merged root with what they lead to.
    private func skeleton() throws -> [LayerEntry] {
        var entries: [LayerEntry] = []
        for (path, directory) in layout.directories {
            entries.append(
                LayerEntry(
                    try TarEntry(
                        path: path, kind: .directory, mode: directory.mode, owner: directory.owner, modified: epoch)))
        }
        for link in layout.links {
            let target = Array("usr/".utf8) + link.bytes
            entries.append(
                LayerEntry(
                    try TarEntry(path: link, kind: .symbolicLink(target: target), mode: 0o777, modified: min(0, epoch)))
            )
            let place = try TarPath(target)
            if layout.directories[place] == nil {
                entries.append(LayerEntry(try TarEntry(path: place, kind: .directory, mode: 0o755, modified: epoch)))
            }
        }
        return entries
    }

    private func records(of package: DebPackage) throws -> [LayerEntry] {
        let stem = try TarPath("var/lib/dpkg/status.d").appending(package.locked.name.text)
        var records = [(stem, package.controlBytes, epoch)]
        if let sums = package.members["md5sums"] {
            records.append((try TarPath(stem.bytes + Array(".md5sums".utf8)), sums.bytes, min(sums.modified, epoch)))
        }
        return try records.map { path, bytes, modified in
            LayerEntry(
                try TarEntry(path: path, kind: .file(size: Int64(bytes.count)), mode: 0o644, modified: modified),
                content: .bytes(bytes))
        }
    }

    /// Adds the directories that packages use and do not bring.
    private func addingDirectories(to entries: [LayerEntry], _ kept: [TarPath]) throws -> [LayerEntry] {
        var present = Set(entries.map(\.tar.path))
        var added: [LayerEntry] = []
        for place in kept {
            var ancestor = place.parent
            while let directory = ancestor, present.insert(directory).inserted {
                added.append(LayerEntry(try TarEntry(path: directory, kind: .directory, mode: 0o755, modified: epoch)))
                ancestor = directory.parent
            }
        }
        return entries + added
    }
}
