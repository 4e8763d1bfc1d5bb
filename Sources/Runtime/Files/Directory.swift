import Glibc

/// A directory, known by the path that no symbolic link is left in.
struct Directory: Hashable, Sendable {
    let path: Path

    /// Throws ``FileError`` when there is no such directory.
    init(_ path: Path) throws(FileError) {
        self.path = try Self.resolve(path)
        var status = stat()
        guard stat(self.path.string, &status) == 0 else { throw .failed(.open, path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .failed(.open, path, errno: ENOTDIR) }
    }

    /// The file of that name below the directory, links resolved. Throws when there is none, or a link leads outside.
    func file(_ name: RelativeName) throws(FileError) -> Path {
        let file = try Self.resolve(path.appending(name))
        guard file.string.hasPrefix(path.string == "/" ? "/" : path.string + "/") else {
            throw .linkOutside(path.appending(name), directory: path)
        }
        return file
    }

    /// The names in the directory, sorted by their bytes.
    func names() throws(FileError) -> [RelativeName] {
        guard let stream = opendir(path.string) else { throw .failed(.list, path, errno: errno) }
        defer { closedir(stream) }
        var names: [RelativeName] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            // The only names that are refused here are "." and "..".
            guard let name = try? RelativeName(name) else { continue }
            names.append(name)
        }
        return names.sorted { $0.string.utf8.lexicographicallyPrecedes($1.string.utf8) }
    }

    /// The path with every symbolic link followed.
    static func resolve(_ path: Path) throws(FileError) -> Path {
        guard let resolved = realpath(path.string, nil) else { throw .failed(.find, path, errno: errno) }
        defer { free(resolved) }
        return try Path(String(cString: resolved))
    }
}
