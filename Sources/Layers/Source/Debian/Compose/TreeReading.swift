import Archive
import OCI
import SystemPackage

/// Reads a root after scripts ran: tells what they made and changed from what packages and layers below hold anyway, and
/// normalises it.
struct TreeReading {
    /// What the packages put there.
    let packages: [DebPackage]
    let layout: DebianLayout
    /// What the layers below hold.
    let below: DebianBelow
    /// The root before the scripts ran.
    let marks: TreeMarks
    /// When composing began, by the clock of the file system: what is later was made by it.
    let start: Int64
    let epoch: Int64

    /// More entries than any set of packages has.
    private static let limit = 5_000_000

    private struct Found {
        let path: TarPath
        let file: FilePath
        let status: FileStatus
        let isEmptied: Bool
    }

    /// The tree of a root that nobody changes any more.
    func read(_ root: FilePath) throws -> DebianTree {
        let times = packageTimes()
        let found = try find(in: root)
        var kept: Set<TarPath> = []
        var changed: [Found] = []
        for found in found {
            if found.status.isDirectory || found.isEmptied || !marks.isUnchanged(found.path, found.status) {
                changed.append(found)
            } else if times[found.path] != nil {
                kept.insert(found.path)
            } else if below.entries[found.path] == nil {
                changed.append(found)
            }
        }
        var entries = try own(changed, times)
        if !below.entries.isEmpty {
            entries += try LowerEntries.whiteouts(
                of: below, missing: Set(found.map(\.path)),
                directories: Set(found.filter { $0.status.isDirectory }.map(\.path)),
                epoch: epoch)
            entries = LowerEntries.addingAncestors(to: entries, kept: kept, from: below)
        }
        return DebianTree(
            entries: entries,
            packages: try DebianTree.parts(of: packages, layout, epoch: epoch) { kept.contains($0) })
    }

    /// When the packages' files were changed, by their own word.
    private func packageTimes() -> [TarPath: Int64] {
        var times: [TarPath: Int64] = [:]
        for (package, places) in zip(packages, layout.places) {
            for (entry, place) in zip(package.contents.entries, places) {
                if let place { times[place] = entry.modified }
            }
        }
        return times
    }

    private func find(in root: FilePath) throws -> [Found] {
        var found: [Found] = []
        try RootWalk.visit(root) { path, file, status in
            let rule = Normalization.rule(for: path, isDirectory: status.isDirectory)
            if rule?.action == .leaveOut { return false }
            guard status.isDirectory || status.isRegular || status.isSymbolicLink else {
                throw DebianComposeError.tree(
                    path: path.description, reason: "it is no file, directory or link; the scripts made it")
            }
            guard found.count < Self.limit else {
                throw DebianComposeError.tree(
                    path: path.description, reason: "there are more than \(Self.limit) entries")
            }
            found.append(Found(path: path, file: file, status: status, isEmptied: rule?.action == .empty))
            return true
        }
        return found.sorted { $0.path < $1.path }
    }

    /// The entries of the layer itself.
    private func own(_ changed: [Found], _ times: [TarPath: Int64]) throws -> [LayerEntry] {
        let capabilities = try FileCapabilities()
        var firstNames: [FileStatus.Identity: TarPath] = [:]
        var entries: [LayerEntry] = []
        for found in changed {
            let status = found.status
            var kind = TarEntry.Kind.directory
            var content = LayerEntry.Content.nothing
            if status.isSymbolicLink {
                kind = .symbolicLink(target: try found.file.linkTarget())
            } else if status.isRegular {
                if status.links > 1, !found.isEmptied, let first = firstNames[status.identity] {
                    kind = .hardLink(first)
                } else {
                    firstNames[status.identity] = found.path
                    kind = .file(size: found.isEmptied ? 0 : status.size)
                    if !found.isEmptied { content = .file(found.file) }
                }
            }
            var attributes: [TarAttribute] = []
            if case .file = content { attributes = try capabilities.attributes(of: found.file) }
            let entry = try TarEntry(
                path: found.path, kind: kind, mode: status.isSymbolicLink ? 0o777 : status.permissions,
                owner: TarOwner(user: status.uid, group: status.gid), modified: time(of: found, times),
                attributes: attributes)
            // What a script wrote again as it was is below already.
            if below.entries[found.path] == entry, try isBelow(found, content) { continue }
            entries.append(LayerEntry(entry, content: content))
        }
        return entries
    }

    private func isBelow(_ found: Found, _ content: LayerEntry.Content) throws -> Bool {
        guard case .file(let file) = content else { return true }
        return try below.digests[found.path] == Digest(ofFile: file)
    }

    /// A time that composing left is taken for the epoch. Scripts also copy files together with their times.
    private func time(of found: Found, _ times: [TarPath: Int64]) -> Int64 {
        let modified = found.status.mtime
        guard !found.status.isDirectory, times[found.path] == modified || modified < start else { return epoch }
        return min(modified, epoch)
    }
}
