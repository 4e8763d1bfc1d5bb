import Archive

/// Where a package's path lies in a root whose `/bin`, `/sbin` and `/lib…` are links into `/usr`.
struct MergedPaths: Sendable {
    /// The names of the links, as `bin`.
    let links: [String]

    init(_ architecture: DebianArchitecture) { links = ["bin", "sbin"] + architecture.libraryDirectories }

    /// Maps a path that may lead through one of the links.
    func map(_ path: TarPath) throws(TarError) -> TarPath {
        guard let link = link(of: path) else { return path }
        return path.bytes.count == link.utf8.count ? path : try TarPath("usr/".utf8 + path.bytes)
    }

    /// Maps a directory: one that bears a link's name is the directory behind it.
    func map(directory path: TarPath) throws(TarError) -> TarPath {
        link(of: path) == nil ? path : try TarPath("usr/".utf8 + path.bytes)
    }

    /// Whether an entry is one of the links themselves, as newer packages ship them.
    func isLink(_ path: TarPath, target: [UInt8]) -> Bool {
        guard let link = link(of: path), path.bytes.count == link.utf8.count else { return false }
        return target.elementsEqual("usr/\(link)".utf8)
    }

    private func link(of path: TarPath) -> String? {
        links.first { link in
            path.bytes.starts(with: link.utf8)
                && (path.bytes.count == link.utf8.count || path.bytes[link.utf8.count] == UInt8(ascii: "/"))
        }
    }
}
