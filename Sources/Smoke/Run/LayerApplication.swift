import Archive
import Glibc
import OCI
import SystemPackage

/// Puts one layer on top of what is in a tree already.
///
/// Source: OCI image-spec, layer.md, "Applying Changesets".
struct LayerApplication {
    private let layer: Digest
    private var tree: ImageTree

    init(_ layer: Digest, on tree: ImageTree) {
        self.layer = layer
        self.tree = tree
    }

    /// Applies every entry of the archive.
    mutating func apply(_ archive: consuming ArchiveReader) throws {
        while let entry = try archive.next() {
            guard let path = try entry.relativePath() else { continue }
            guard path.bytes.count <= LayerApplication.longestPath,
                path.components.count <= LayerApplication.deepestPath
            else { throw RootFileSystemError.entry(layer, path, .system(.fileNameTooLong)) }
            do {
                if path.name.starts(with: LayerApplication.whiteout) {
                    try hide(path)
                } else {
                    try make(entry, at: path, from: &archive)
                }
            } catch let fault as ImageTree.Fault {
                throw RootFileSystemError.entry(layer, path, fault.layerFault)
            }
        }
    }

    private mutating func hide(_ path: TarPath) throws {
        let name = path.name
        do throws(ImageTree.Fault) {
            if name == LayerApplication.opaque {
                guard let directory = path.parent else { throw ImageTree.Fault.nothing }
                ImageTree.empty(try tree.place(of: path).directory, directory, sparing: tree.made)
            } else {
                let hidden = Array(name.dropFirst(LayerApplication.whiteout.count))
                // `.wh..wh.` begins what AUFS keeps for itself.
                if hidden.starts(with: LayerApplication.whiteout) { return }
                guard let target = try? path.parent?.appending(TarPath(hidden)) ?? TarPath(hidden) else {
                    throw ImageTree.Fault.nothing
                }
                ImageTree.remove(try tree.place(of: target), target, sparing: tree.made)
            }
        } catch {
            // The directory is not there, so neither is what was to be hidden in it.
            if error != .system(.noSuchFileOrDirectory) { throw error }
        }
        tree.forget()
    }

    private mutating func make(_ entry: ArchiveEntry, at path: TarPath, from archive: inout ArchiveReader) throws {
        let place = try tree.place(of: path, making: true)
        if let old = ImageTree.type(place) {
            if old == S_IFDIR, entry.kind != .directory {
                ImageTree.remove(place, path, sparing: [])
                // The directory that is open may have been below it.
                tree.forget()
            } else if old != S_IFDIR {
                ImageTree.remove(place, path, sparing: [])
            }
        }
        tree.note(path)
        switch entry.kind {
        case .directory: try tree.makeDirectory(place, entry)
        case .file:
            let file = try tree.createFile(place)
            defer { try? file.close() }
            try archive.readData { _ = try file.writeAll($0) }
            try tree.finishFile(file, entry)
        case .symbolicLink(let target): try tree.makeLink(place, entry, to: target)
        case .hardLink(let target): try link(place, path, to: target)
        case .fifo: try tree.makeFIFO(place, entry)
        // Devices of an image are never used: a sandbox has its own.
        case .characterDevice, .blockDevice: break
        }
    }

    private mutating func link(_ place: ImageTree.Place, _ path: TarPath, to target: [UInt8]) throws {
        let fault = RootFileSystemError.entry(layer, path, .hardLink(target: target))
        guard let source = try ArchiveEntry.relative(target) else { throw fault }
        let old = try tree.place(of: source)
        guard let type = ImageTree.type(old), type != S_IFDIR else { throw fault }
        let made = old.name({ from in
            place.name { linkat(old.directory.descriptor, from, place.directory.descriptor, $0, 0) }
        })
        guard made == 0 else { throw ImageTree.Fault.last }
    }

    // What is unpacked has to be removed again, through paths below the scratch directory and with one open directory
    // for each level.
    private static let longestPath = 3500
    private static let deepestPath = 256

    private static let whiteout = Array(".wh.".utf8)
    private static let opaque = Array(".wh..wh..opq".utf8)
}

extension ImageTree.Fault {
    fileprivate var layerFault: RootFileSystemError.Fault {
        switch self {
        case .parent(let path): .parent(path)
        case .system(let errno): .system(errno)
        case .nothing: .whiteout
        }
    }
}
