import Archive
import OCI
import SystemPackage

/// Puts packages into a root as a layout says, several at a time: names do not collide any more.
final class Staging: Sendable {
    private let packages: [DebPackage]
    private let layout: DebianLayout
    private let root: RootDirectory
    private let contexts = ZstdContexts()

    /// Makes the directories, and the links of a merged root.
    init(_ packages: [DebPackage], layout: DebianLayout, into root: consuming RootDirectory) throws {
        self.packages = packages
        self.layout = layout
        self.root = root
        for link in layout.links {
            let target = Array("usr/".utf8) + link.bytes
            try self.root.makeDirectory(TarPath(target))
            try self.root.makeLink(link, to: target, owner: .root, modified: 0)
        }
        for path in layout.directories.keys.sorted() { try self.root.makeDirectory(path) }
    }

    /// Writes the files of one package.
    func stage(_ index: Int) throws {
        for (packed, indices) in packages[index].contents.parts where !packed.entries.isEmpty {
            let writer = StagedFile(in: self)
            try packed.forEachContent(reusing: contexts) { position, bytes in
                guard let place = layout.places[index][indices[position]] else { return }
                if bytes.isEmpty {
                    // The scripts see a file's own time, whatever epoch its package was packed for.
                    let modified = packages[index].contents.entries[indices[position]].modified
                    try writer.begin(packed.entries[position], at: place, modified: modified)
                } else {
                    try writer.write(bytes)
                }
            }
            try writer.end()
        }
    }

    /// Gives the directories their owners and modes, once everything lies in them.
    func finish() throws {
        for (path, directory) in layout.directories {
            try root.setDirectory(path, owner: directory.owner, mode: directory.mode)
        }
    }

    /// Works in the root.
    func withRoot<Result>(_ body: (borrowing RootDirectory) throws -> Result) throws -> Result { try body(root) }
}

/// The file of a package that is being written.
private final class StagedFile {
    private let staging: Staging
    private var current: (file: FileDescriptor, entry: TarEntry, modified: Int64)?

    init(in staging: Staging) { self.staging = staging }

    deinit { if let current { try? current.file.close() } }

    func begin(_ entry: TarEntry, at place: TarPath, modified: Int64) throws {
        try end()
        try staging.withRoot { root in
            switch entry.kind {
            case .file: current = (try root.makeFile(place), entry, modified)
            case .symbolicLink(let target):
                try root.makeLink(place, to: target, owner: entry.owner, modified: modified)
            case .hardLink(let target): try root.makeHardLink(place, to: target)
            default: break
            }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws { _ = try current?.file.writeAll(bytes) }

    func end() throws {
        guard let (file, entry, modified) = current else { return }
        current = nil
        defer { try? file.close() }
        try RootDirectory.finish(
            file, entry.path, owner: entry.owner, mode: entry.mode, modified: modified)
    }
}
