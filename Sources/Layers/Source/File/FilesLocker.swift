import Archive
import OCI
import SystemPackage

extension FilesLock {
    /// Decides a `files` layer: walks directories in the order of their names' bytes, hashes every file.
    ///
    /// - Throws: ``LockError`` for what is missing, ``ComposeError/unsupportedFile(_:)`` for sockets and devices.
    init(locking files: [FileRecipe], layer: String, from directory: FilePath) throws {
        var entries: [Entry] = []
        for file in files {
            switch file.content {
            case .directory:
                entries.append(Entry(path: file.path, mode: file.mode ?? 0o755, owner: file.owner, kind: .directory))
            case .link(let target):
                entries.append(Entry(path: file.path, mode: 0o777, owner: file.owner, kind: .link(target)))
            case .source(let source):
                try FilesLock.walk(source, recipe: file, at: file.path, layer: layer, from: directory, into: &entries)
            }
        }
        let paths = entries.map(\.path).sorted()
        for (path, next) in zip(paths, paths.dropFirst()) where path == next { throw ComposeError.duplicatePath(path) }
        self.init(entries: entries)
    }

    private static func walk(
        _ source: FilePath, recipe: FileRecipe, at path: TarPath, layer: String, from directory: FilePath,
        into entries: inout [Entry]
    ) throws {
        guard let status = try source.status() else { throw LockError.missingSource(source, layer: layer) }
        if status.isDirectory {
            entries.append(Entry(path: path, mode: 0o755, owner: recipe.owner, kind: .directory))
            for name in try source.entries() {
                let below = try path.appending(TarPath(name.bytes))
                // A lock is JSON, which holds no other names.
                guard below.text != nil else { throw ComposeError.unsupportedFile(source.appending(name)) }
                try walk(
                    source.appending(name), recipe: recipe, at: below, layer: layer, from: directory, into: &entries)
            }
        } else if status.isSymbolicLink {
            let target = String(decoding: try source.linkTarget(), as: UTF8.self)
            entries.append(Entry(path: path, mode: 0o777, owner: recipe.owner, kind: .link(target)))
        } else if status.isRegular {
            let mode = recipe.mode ?? (status.permissions & 0o111 != 0 ? 0o755 : 0o644)
            let file = try LocalFile(at: source, from: directory, layer: layer)
            entries.append(Entry(path: path, mode: mode, owner: recipe.owner, kind: .file(file)))
        } else {
            throw ComposeError.unsupportedFile(source)
        }
    }
}
