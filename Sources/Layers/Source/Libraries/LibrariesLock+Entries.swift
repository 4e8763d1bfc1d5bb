import Archive
import ELF
import OCI

extension LibrariesLock {
    /// The layer's entries over the layers below it: the loader's configuration, and its cache over all of them.
    ///
    /// - Throws: ``ComposeError`` for a pattern that stands for nothing, and for an image whose loader does not read the
    ///   configuration.
    func entries(over layers: [LayerLibraries], epoch: Int64) throws -> [LayerEntry] {
        var tree = LibraryTree()
        for layer in layers { tree.add(layer) }
        let found = try found(in: tree)
        let configuration = found.flatMap { $0 + [UInt8(ascii: "\n")] }
        let path = try TarPath("etc/ld.so.conf.d/\(name).conf")
        tree.add(try LibrariesLock.layer(path, configuration))
        let cache = LibraryCache(of: tree)
        for directory in found where !cache.looks(into: directory, of: tree) {
            throw ComposeError.loaderConfiguration(path)
        }
        let file = cache.file(generator: LibrariesLock.generator(in: tree))
        return [
            try LibrariesLock.entry(path, configuration, epoch: epoch),
            try LibrariesLock.entry(TarPath("etc/ld.so.cache"), file, epoch: epoch),
        ]
    }

    /// The directories that are meant, sorted by their bytes, none twice.
    ///
    /// One that is written in full may be missing: a machine can bring it, as the driver's.
    private func found(in tree: LibraryTree) throws(ComposeError) -> [[UInt8]] {
        var found: Set<[UInt8]> = []
        for directory in directories {
            let path = Array(directory.description.utf8)
            guard directory.isPattern else {
                found.insert(path)
                continue
            }
            let matches = tree.directories(matching: path)
            guard !matches.isEmpty else { throw .noDirectory(directory) }
            found.formUnion(matches)
        }
        return found.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Who made the cache, in the words of the image's own ldconfig: a run of that leaves the file as it is.
    private static func generator(in tree: LibraryTree) -> String {
        guard let status = tree.text(at: "/var/lib/dpkg/status"),
            let packages = try? ControlParagraph.parse(status, limit: 100_000),
            let text = packages.first(where: { $0["Package"] == "libc-bin" })?["Version"],
            (try? DebianVersion(text)) != nil
        else { return "imagesmith" }
        let upstream = text.lastIndex(of: "-").map { text[..<$0] } ?? text[...]
        return "ldconfig (Debian GLIBC \(text)) stable release version \(upstream)"
    }

    private static func layer(_ path: TarPath, _ content: [UInt8]) throws -> LayerLibraries {
        var layer = LayerLibraries()
        layer.begin(.file(size: Int64(content.count)), at: try TreePath(path.bytes))
        content.withUnsafeBytes { layer.content($0) }
        _ = layer.finish()
        return layer
    }

    private static func entry(_ path: TarPath, _ content: [UInt8], epoch: Int64) throws(TarError) -> LayerEntry {
        LayerEntry(
            try TarEntry(path: path, kind: .file(size: Int64(content.count)), mode: 0o644, modified: epoch),
            content: .bytes(content))
    }
}
