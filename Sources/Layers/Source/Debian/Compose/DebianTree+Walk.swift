import Archive
import Glibc
import OCI
import SystemPackage

extension DebianTree {
    /// Reads a root that nobody changes any more, through no link, and normalises what it finds.
    ///
    /// - Parameters:
    ///   - times: The times that files bore in their packages.
    ///   - start: When composing began, by the clock of the file system: what is later was made by it.
    init(walking root: FilePath, times: [TarPath: Int64], start: Int64, epoch: Int64) throws {
        var walk = try TreeWalk(times: times, start: start, epoch: epoch)
        try walk.visit(root, at: nil)
        self.root = root
        entries = try walk.finish()
    }
}

private struct TreeWalk {
    private let times: [TarPath: Int64]
    private let start: Int64
    private let epoch: Int64
    private let capabilities: FileCapabilities
    private var found: [Found] = []

    private struct Found {
        let path: TarPath
        let file: FilePath
        let status: FileStatus
        let isEmptied: Bool
    }

    /// More entries than any set of packages has.
    private static let limit = 5_000_000

    init(times: [TarPath: Int64], start: Int64, epoch: Int64) throws(ArchiveError) {
        self.times = times
        self.start = start
        self.epoch = epoch
        capabilities = try FileCapabilities()
    }

    mutating func visit(_ directory: FilePath, at place: TarPath?) throws {
        for name in try directory.entries() {
            let path = try place.map { try TarPath($0.bytes + [UInt8(ascii: "/")] + name.bytes) } ?? TarPath(name.bytes)
            let file = directory.appending(name)
            guard let status = try file.status() else { continue }
            let rule = Normalization.rule(for: path, isDirectory: status.isDirectory)
            if rule?.action == .leaveOut { continue }
            guard status.isDirectory || status.isRegular || status.isSymbolicLink else {
                throw DebianComposeError.tree(
                    path: path.description, reason: "it is no file, directory or link; the scripts made it")
            }
            guard found.count < Self.limit else {
                throw DebianComposeError.tree(
                    path: path.description, reason: "there are more than \(Self.limit) entries")
            }
            found.append(Found(path: path, file: file, status: status, isEmptied: rule?.action == .empty))
            if status.isDirectory { try visit(file, at: path) }
        }
    }

    consuming func finish() throws -> [DebianTreeEntry] {
        var firstNames: [FileStatus.Identity: TarPath] = [:]
        return try found.sorted { $0.path < $1.path }.map { found in
            let status = found.status
            var kind = TarEntry.Kind.directory
            var file: FilePath?
            if status.isSymbolicLink {
                kind = .symbolicLink(target: try found.file.linkTarget())
            } else if status.isRegular {
                if status.links > 1, !found.isEmptied, let first = firstNames[status.identity] {
                    kind = .hardLink(first)
                } else {
                    firstNames[status.identity] = found.path
                    kind = .file(size: found.isEmptied ? 0 : status.size)
                    file = found.isEmptied ? nil : found.file
                }
            }
            let entry = try TarEntry(
                path: found.path, kind: kind, mode: status.isSymbolicLink ? 0o777 : status.permissions,
                owner: TarOwner(user: status.uid, group: status.gid), modified: time(of: found),
                attributes: file == nil ? [] : try capabilities.attributes(of: found.file))
            return DebianTreeEntry(tar: entry, file: file)
        }
    }

    /// A time that composing left is taken for the epoch. Scripts also copy files together with their times.
    private func time(of found: Found) -> Int64 {
        let modified = found.status.mtime
        guard !found.status.isDirectory, times[found.path] == modified || modified < start else { return epoch }
        return min(modified, epoch)
    }
}
