import Archive
import OCI
import SystemPackage

/// What the Debian layers below hold together, the upper ones over the lower ones.
struct DebianBelow: Sendable {
    /// Every path with what the topmost layer says of it.
    private(set) var entries: [TarPath: TarEntry] = [:]
    /// The digests of the files' contents, where the layers were put into a root.
    private(set) var digests: [TarPath: Digest] = [:]

    /// Reads layers, the lowest first, and puts them into a root where one is given.
    init(reading layers: [FilePath], into root: LowerRoot? = nil) throws {
        for layer in layers {
            var reader = try ArchiveReader(layer, filters: [.none, .gzip, .zstd])
            while let raw = try reader.next() {
                guard let path = try raw.relativePath() else { continue }
                if let hidden = try Self.whiteout(path) {
                    remove(hidden)
                    try root?.remove(hidden)
                    continue
                }
                let entry = try TarEntry(raw, at: path)
                if entry.kind != .directory || entries[path].map({ $0.kind != .directory }) ?? false { remove(path) }
                entries[path] = entry
                guard let root else { continue }
                digests[path] = try root.put(entry) { receive in try reader.readData(receive: receive) }
            }
        }
        try root?.finish(entries)
    }

    private mutating func remove(_ path: TarPath) {
        guard let entry = entries.removeValue(forKey: path) else { return }
        digests[path] = nil
        guard entry.kind == .directory else { return }
        for below in entries.keys where path.contains(below) {
            entries[below] = nil
            digests[below] = nil
        }
    }

    /// The beginning of a name that hides another one. Source: OCI image-spec, layer.md, "Whiteouts".
    static let whiteoutPrefix = Array(".wh.".utf8)

    /// The path that an entry hides; nil for others.
    private static func whiteout(_ path: TarPath) throws(TarError) -> TarPath? {
        guard path.name.starts(with: whiteoutPrefix) else { return nil }
        let name = path.name.dropFirst(whiteoutPrefix.count)
        guard let parent = path.parent else { return try TarPath(name) }
        return try parent.appending(TarPath(name))
    }
}

extension TarEntry {
    fileprivate init(_ raw: ArchiveEntry, at path: TarPath) throws {
        let kind: Kind =
            switch raw.kind {
            case .directory: .directory
            case .file(let size): .file(size: size)
            case .symbolicLink(let target): .symbolicLink(target: target)
            case .hardLink(let target): .hardLink(try TarPath(target))
            default: throw DebianComposeError.tree(path: path.description, reason: "a layer below holds a device there")
            }
        try self.init(
            path: path, kind: kind, mode: raw.mode, owner: raw.owner, modified: raw.modified,
            attributes: raw.attributes)
    }
}
