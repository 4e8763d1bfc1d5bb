import Archive
import OCI
import SystemPackage

/// A root that the layers below are put into, before packages come on top.
///
/// File capabilities are not put there: the layers below keep them, and a file that a script changes loses them anyway.
final class LowerRoot {
    private let path: FilePath
    private let root: RootDirectory

    init(_ path: FilePath) throws {
        self.path = path
        root = try RootDirectory(path)
    }

    /// Puts an entry in its place; for a file the digest of its content.
    func put(
        _ entry: TarEntry, _ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> Digest? {
        if case .directory = entry.kind, try root.makeDirectoryOrNothing(entry.path) { return nil }
        if try root.contains(entry.path) { try remove(entry.path) }
        switch entry.kind {
        case .directory: try root.makeDirectory(entry.path)
        case .file: return try putFile(entry, content)
        case .symbolicLink(let target):
            try root.makeLink(entry.path, to: target, owner: entry.owner, modified: entry.modified)
        case .hardLink(let target): try root.makeHardLink(entry.path, to: target)
        default: break
        }
        return nil
    }

    /// Removes a path and all below it.
    func remove(_ place: TarPath) throws {
        // The way to it is walked through no link; the rest of it by a call that follows none.
        guard try root.contains(place) else { return }
        try place.components.reduce(path) { $0.appending(String(decoding: $1, as: UTF8.self)) }.removeTree()
    }

    /// Gives the directories their owners and modes.
    func finish(_ entries: [TarPath: TarEntry]) throws {
        for (path, entry) in entries where entry.kind == .directory {
            try root.setDirectory(path, owner: entry.owner, mode: entry.mode)
        }
    }

    private func putFile(
        _ entry: TarEntry, _ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> Digest {
        let file = try root.makeFile(entry.path)
        defer { try? file.close() }
        let sink = HashedFile(file)
        try content { try sink.write($0) }
        try RootDirectory.finish(file, entry.path, owner: entry.owner, mode: entry.mode, modified: entry.modified)
        return sink.digest()
    }
}

private final class HashedFile {
    private let file: FileDescriptor
    private var hasher: SHA256Hasher? = SHA256Hasher()

    init(_ file: FileDescriptor) { self.file = file }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        hasher?.update(bytes)
        _ = try file.writeAll(bytes)
    }

    func digest() -> Digest {
        guard let hasher = hasher.take() else { preconditionFailure("a file is hashed once") }
        return hasher.finalize()
    }
}
